import { Malformed, parseJsonObject, parseRfc3339, toAscii, type Instant, type Need } from '../../verifier/index.ts';
import { get } from '../net/http.ts';
import { crlExpiry } from './expiry.ts';
import { VENDOR_HOSTS } from './hosts.ts';
import { damagedBy, type EndorsementSource, type Fetched } from './source.ts';

const DEADLINE = 10_000;
/** The largest TCB info seen takes 10 kB, the largest CRL 4 kB. */
const MAX_RESPONSE_BYTES = 256 * 1024;

type Endpoint = {
  readonly url: string;
  readonly mediaType: string | null;
  /** The response header with the signer's PEM chain, URL-encoded; null where there is none. */
  readonly chain: string | null;
  expires(bytes: Uint8Array): Instant;
};

const platform = (need: Need): 'sgx' | 'tdx' => (need['tee'] === 'tdx' ? 'tdx' : 'sgx');
const certification = (tee: 'sgx' | 'tdx'): string => `${VENDOR_HOSTS.intelPcs}/${tee}/certification/v4`;

/** `nextUpdate` from the signed part of a TCB info or QE identity (Intel SGX PCS API v4). @throws Malformed */
const jsonExpiry =
  (part: string) =>
  (bytes: Uint8Array): Instant =>
    parseRfc3339(parseJsonObject(bytes, part, MAX_RESPONSE_BYTES).object(part).string('nextUpdate'), `${part}.nextUpdate`);

/** The services of Intel SGX PCS API v4 that need no key, by need; null for a need that is not Intel's. */
function endpointOf(need: Need): Endpoint | null {
  const tee = platform(need);
  switch (need.kind) {
    case 'dcap.tcb-info':
      return {
        url: `${certification(tee)}/tcb?fmspc=${encodeURIComponent(need['fmspc'] ?? '')}`,
        mediaType: 'application/json',
        chain: 'TCB-Info-Issuer-Chain',
        expires: jsonExpiry('tcbInfo'),
      };
    case 'dcap.qe-identity':
      return {
        url: `${certification(tee)}/qe/identity`,
        mediaType: 'application/json',
        chain: 'SGX-Enclave-Identity-Issuer-Chain',
        expires: jsonExpiry('enclaveIdentity'),
      };
    case 'dcap.pck-crl':
      return {
        url: `${certification('sgx')}/pckcrl?ca=${need['ca'] === 'platform' ? 'platform' : 'processor'}&encoding=der`,
        mediaType: null,
        chain: 'SGX-PCK-CRL-Issuer-Chain',
        expires: crlExpiry,
      };
    case 'dcap.root-crl':
      return { url: `${VENDOR_HOSTS.intelCertificates}/IntelSGXRootCA.der`, mediaType: null, chain: null, expires: crlExpiry };
    default:
      return null;
  }
}

/** Where Intel answers a need; null for a need that is not Intel's. */
export const intelUrlOf = (need: Need): string | null => endpointOf(need)?.url ?? null;

/**
 * Intel's Provisioning Certification Service, version 4: one request each for TCB info, QE identity and the two CRLs. It learns
 * the platform's model (FMSPC) and the time, never the quote or the site.
 */
export const intelPcs: EndorsementSource = {
  id: 'intel-pcs',
  gives: 'manufacturer',
  hosts: [VENDOR_HOSTS.intelPcs, VENDOR_HOSTS.intelCertificates],
  reveals: 'platform-family',
  answers: (need) => endpointOf(need) !== null,
  lasts: () => false,
  async fetch(need, signal) {
    const endpoint = endpointOf(need);
    if (endpoint === null) return damagedBy('', 'not a need of this source');
    const { url, mediaType } = endpoint;
    const outcome = await get({ url, mediaType, maxBytes: MAX_RESPONSE_BYTES, deadline: DEADLINE, signal, fault: 'vendor' });
    if ('problem' in outcome) return outcome.problem;
    const { bytes, header } = outcome.reply;
    try {
      return fetched(need, endpoint, bytes, endpoint.chain === null ? null : header(endpoint.chain));
    } catch (error) {
      if (error instanceof Malformed || error instanceof URIError) return damagedBy(new URL(url).host, error.message);
      throw error;
    }
  },
};

/** @throws Malformed for an expiry or chain that cannot be read; URIError for a chain that is not URL-encoded */
function fetched(need: Need, endpoint: Endpoint, bytes: Uint8Array, chain: string | null): Fetched {
  const expires = endpoint.expires(bytes);
  if (chain === null) return { endorsement: { need, bytes }, expires };
  const issuerChain = toAscii(decodeURIComponent(chain), 'issuer chain');
  return { endorsement: { need, bytes, issuerChain }, expires };
}
