import { toHex } from '../../bytes/hex.ts';
import type { Anchors } from '../../anchors/anchor.ts';
import { instant, toRfc3339, type Instant } from '../../time.ts';
import { noAnchors, testAnchor } from '../attester.ts';
import { revocationList, type Issued, type RevocationRequest } from '../authority.ts';
import { toPem } from '../der-writer.ts';
import { p256Key, type TestKey } from '../keys.ts';
import { qeIdentity, signed, tcbInfo } from './documents.ts';
import { intelRoot, pckCa, pckLeaf, PLATFORM, tcbSigner, type PlatformFields } from './pki.ts';
import {
  ENCLAVE,
  enclaveReport,
  quoteFrame,
  TD,
  tdReport,
  writeQuote,
  type EnclaveFields,
  type QuoteFields,
  type TdFields,
} from './quote-writer.ts';

/** Who vouches for the platform; each can be overridden. */
export type Authorities = {
  readonly root: Issued;
  readonly ca: Issued;
  readonly pck: Issued;
  /** Signs TCB info and QE identity. */
  readonly signer: Issued;
};

/** One good case, and its differences. By default: SGX, version 3, all good. */
export type CaseRequest = {
  readonly tee?: 'sgx' | 'tdx';
  readonly version?: 3 | 4 | 5;
  readonly td?: '1.0' | '1.5' | '1.5-ex';
  readonly now: Instant;
  readonly platform?: Partial<PlatformFields>;
  readonly authorities?: (usual: Authorities) => Authorities;
  /** The trusted root; by default the one of the authorities. */
  readonly anchor?: Issued;
  readonly enclave?: Partial<EnclaveFields>;
  readonly tdReport?: Partial<TdFields>;
  readonly quote?: Partial<QuoteFields>;
  /** The PCK chain in the quote, in place of leaf, CA, root. */
  readonly pckChain?: (usual: readonly Uint8Array[]) => readonly Uint8Array[];
  /** Members of the signed objects that differ, or are added. */
  readonly tcbInfo?: object;
  readonly qeIdentity?: object;
  readonly rootCrl?: Partial<RevocationRequest>;
  readonly pckCrl?: Partial<RevocationRequest>;
  /** Applied last to the collateral document. */
  readonly document?: (usual: Readonly<Record<string, string>>) => Readonly<Record<string, unknown>>;
};

/** A quote, its collateral, and the root under which both hold. */
export type Case = {
  readonly evidence: Uint8Array;
  /** `application/vnd.sealmark.dcap-collateral+json` */
  readonly collateral: Uint8Array;
  readonly anchors: Anchors;
  readonly authorities: Authorities;
};

const DAY = 24 * 60 * 60 * 1000;

/** Midnight (UTC) `days` from the day of `now`, so that everything made on one day has the same dates. */
export function midnight(now: Instant, days: number): string {
  return toRfc3339(instant(now - (now % DAY) + days * DAY)).replace('.000Z', 'Z');
}

/** Everyone who signs for a good platform. @param seed distinguishes the root's key from another's */
export function usualAuthorities(platform: PlatformFields = PLATFORM, seed?: string): Authorities {
  const root = intelRoot(seed);
  const ca = pckCa(root);
  return { root, ca, pck: pckLeaf(ca, platform), signer: tcbSigner(root) };
}

/** The quoting enclave’s own key, which signs quotes; its digest stands in the enclave report that the PCK key signs. */
export const ATTESTATION_KEY: TestKey = p256Key('attestation key');

/** The authorities' certificates as quotes carry them: leaf, CA, root, with a NUL at the end. */
export const pckChainPem = (...chain: readonly Uint8Array[]): Uint8Array =>
  new TextEncoder().encode(`${toPem('CERTIFICATE', ...chain)}\0`);

/** Makes quote and collateral, signs both, and trusts their root as a test anchor. */
export function makeCase(request: CaseRequest): Case {
  const platform = { ...PLATFORM, ...request.platform };
  const usual = usualAuthorities(platform);
  const authorities = request.authorities?.(usual) ?? usual;
  const anchor = request.anchor ?? authorities.root;
  return {
    evidence: quoteOf(request, authorities),
    collateral: new TextEncoder().encode(JSON.stringify(collateralOf(request, authorities))),
    anchors: { ...noAnchors, intelSgxRoot: [testAnchor('simulated Intel root', anchor.certificate)] },
    authorities,
  };
}

/** The quote alone; cheap, because nothing else has to be made for each request. */
export function quoteOf(request: CaseRequest, { pck, ca, root }: Authorities): Uint8Array {
  const { tee = 'sgx', version = 3, td = '1.0' } = request;
  const body = tee === 'sgx' ? enclaveReport({ ...ENCLAVE, ...request.enclave }) : tdReport({ ...TD, ...request.tdReport }, td);
  const chain = [pck, ca, root].map(({ certificate }) => certificate);
  return writeQuote({
    ...quoteFrame(version, tee, body),
    attestationKey: ATTESTATION_KEY,
    claimedKey: request.quote?.attestationKey ?? ATTESTATION_KEY,
    pckKey: pck.key,
    certification: { type: 5, bytes: pckChainPem(...(request.pckChain?.(chain) ?? chain)) },
    ...request.quote,
  });
}

/** The collateral document's members. */
export function collateralOf(request: CaseRequest, { root, ca, signer }: Authorities): Readonly<Record<string, unknown>> {
  const { tee = 'sgx', now } = request;
  const dates = { issueDate: midnight(now, -5), nextUpdate: midnight(now, 25) };
  const info = signed(tcbInfo(tee, dates, request.tcbInfo), signer.key);
  const identity = signed(qeIdentity(tee, dates, request.qeIdentity), signer.key);
  const list = { thisUpdate: midnight(now, -5), nextUpdate: midnight(now, 25) };
  const signingChain = toPem('CERTIFICATE', signer.certificate, root.certificate);
  const usual = {
    tcb_info: info.text,
    tcb_info_signature: info.signature,
    tcb_info_issuer_chain: signingChain,
    qe_identity: identity.text,
    qe_identity_signature: identity.signature,
    qe_identity_issuer_chain: signingChain,
    root_ca_crl: toHex(revocationList(root, { ...list, ...request.rootCrl })),
    pck_crl: toHex(revocationList(ca, { ...list, ...request.pckCrl })),
    pck_crl_issuer_chain: toPem('CERTIFICATE', ca.certificate, root.certificate),
  };
  return request.document?.(usual) ?? usual;
}
