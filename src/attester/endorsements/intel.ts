import type { Need } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, type EndorsementDocument } from '../../verifier/protocol/index.ts';
import { vendorGet, type VendorAnswer } from './vendor-get.ts';

/** Intel's own service, and the host of its root's revocation list. A PCCS serves both at one address. */
export type IntelService = {
  /** Up to `/sgx/certification/v4`, without a slash at the end. */
  readonly base: string;
  readonly rootCrl: string;
};

/** Intel's Provisioning Certification Service (PCS API v4). */
export const INTEL_PCS: IntelService = {
  base: 'https://api.trustedservices.intel.com',
  rootCrl: 'https://certificates.trustedservices.intel.com/IntelSGXRootCA.der',
};

/** A caching service in the operator's own network (Intel, "PCCS Design Guide"). */
export const pccsAt = (address: string): IntelService => {
  const base = address.replace(/\/+$/, '');
  return { base, rootCrl: `${base}/sgx/certification/v4/rootcacrl` };
};

/**
 * The whole collateral of a quote, as one document in the form that visitors read (`QuoteCollateralV3`). @param needs what the
 * quote rests on, according to the verifier @returns null for evidence that does not rest on Intel @throws Error when the service
 * does not answer
 */
export async function intelCollateral(service: IntelService, needs: readonly Need[]): Promise<EndorsementDocument | null> {
  const named = (kind: string): Need | undefined => needs.find((need) => need.kind === kind);
  const info = named('dcap.tcb-info');
  const fmspc = info?.['fmspc'];
  if (fmspc === undefined) return null;
  const tee = info?.['tee'] === 'tdx' ? 'tdx' : 'sgx';
  const ca = named('dcap.pck-crl')?.['ca'] === 'processor' ? 'processor' : 'platform';
  const path = (of: string): string => `${service.base}/${of}/certification/v4`;
  const [tcbInfo, identity, pckCrl, rootCrl] = await Promise.all([
    vendorGet(`${path(tee)}/tcb?fmspc=${encodeURIComponent(fmspc)}`),
    vendorGet(`${path(tee)}/qe/identity`),
    vendorGet(`${path('sgx')}/pckcrl?ca=${ca}&encoding=der`),
    vendorGet(service.rootCrl),
  ]);
  const collateral = {
    // Intel's envelopes, each with its signature, as received: re-serialising could change signed bytes.
    tcb_info: textOf(tcbInfo),
    tcb_info_issuer_chain: chainIn(tcbInfo, 'TCB-Info-Issuer-Chain'),
    qe_identity: textOf(identity),
    qe_identity_issuer_chain: chainIn(identity, 'SGX-Enclave-Identity-Issuer-Chain'),
    pck_crl: listOf(pckCrl),
    root_ca_crl: listOf(rootCrl),
  };
  return { mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: Buffer.from(JSON.stringify(collateral)) };
}

const textOf = ({ bytes }: VendorAnswer): string => Buffer.from(bytes).toString('utf8');
const chainIn = ({ header }: VendorAnswer, name: string): string => decodeURIComponent(header(name) ?? '');

/** A PCCS answers in hex, or PEM, where Intel answers in DER. */
function listOf({ bytes }: VendorAnswer): string {
  const DER_SEQUENCE = 0x30;
  return bytes[0] === DER_SEQUENCE && bytes[1] !== DER_SEQUENCE
    ? Buffer.from(bytes).toString('hex')
    : textOf({ bytes, header: () => null });
}
