import { answered } from '../json.ts';
import type { WebAuthority } from '../certificates.ts';
import { send, type SiteResponse } from '../site/answer.ts';
import type { Handler, Received, Server } from '../site/server.ts';
import { misbehave, type VendorFault } from './fault.ts';

/** Intel's certification service (PCS API v4). */
export const PCS_HOST = 'api.trustedservices.intel.com';

/** The host of the root's revocation list, which the root certificate names. */
export const ROOT_CRL_HOST = 'certificates.trustedservices.intel.com';

/** Intel's collateral for one platform, in the form in which it travels with quotes (QuoteCollateralV3); binary in hex. */
export type Collateral = {
  readonly tcb_info: string;
  readonly tcb_info_signature: string;
  readonly tcb_info_issuer_chain: string;
  readonly qe_identity: string;
  readonly qe_identity_signature: string;
  readonly qe_identity_issuer_chain: string;
  readonly root_ca_crl: string;
  readonly pck_crl: string;
  readonly pck_crl_issuer_chain: string;
};

/** The stand-in for both hosts, and what it was asked. */
export type IntelStandIn = {
  /** Changed by tests; applies from the next request. */
  fault: VendorFault;
  /** False accepts no connection at all. */
  reachable: boolean;
  /** The platform families it knows: later ones win for the same FMSPC and TEE. */
  readonly knows: (tee: 'sgx' | 'tdx', collateral: () => Collateral) => void;
  readonly requests: () => readonly Received[];
};

/**
 * Simulates Intel's Provisioning Certification Service, version 4, and the host of its root's revocation list, under their own
 * names ("Intel SGX and Intel TDX Provisioning Certification Service", API v4: paths, parameters, headers, encodings and status
 * codes). It knows nothing about sites; tests examine what it was told.
 */
export function openIntel(server: Server, authority: WebAuthority): IntelStandIn {
  const known: { tee: 'sgx' | 'tdx'; collateral: () => Collateral }[] = [];
  const isOurs = ({ host }: Received): boolean => host === PCS_HOST || host === ROOT_CRL_HOST;
  const intel: IntelStandIn = {
    fault: null,
    reachable: true,
    knows: (tee, collateral) => known.unshift({ tee, collateral }),
    requests: () => server.requests.filter(isOurs),
  };
  const lookUp = (path: string, query: URLSearchParams): SiteResponse => {
    const tee = path.startsWith('/tdx/') ? 'tdx' : 'sgx';
    const all = known.filter((one) => one.tee === tee).map(({ collateral }) => collateral());
    if (path.endsWith('/tcb')) return tcbInfo(all, query.get('fmspc'));
    if (path.endsWith('/qe/identity')) return qeIdentity(all);
    if (path === '/sgx/certification/v4/pckcrl') return pckCrl(all, query);
    return notFound;
  };
  const handle: Handler = (received, respond) => {
    const { pathname, searchParams } = new URL(received.target, `https://${received.host}`);
    if (intel.fault !== null) {
      misbehave(intel.fault, received, respond);
      return;
    }
    const version = pathname.split('/')[3];
    if (received.method !== 'GET') send(respond, { status: 405, body: '' });
    else if (received.host === ROOT_CRL_HOST) send(respond, rootCrl(pathname, known[0]?.collateral()));
    else if (version === 'v4') send(respond, lookUp(pathname, searchParams));
    else send(respond, notFound);
  };
  for (const name of [PCS_HOST, ROOT_CRL_HOST])
    server.add({ name, handle, credentials: [authority.credential(name)], node: () => 0, http2: true });
  return intel;
}

const notFound: SiteResponse = { status: 404, headers: { 'request-id': requestId() }, body: '' };

function requestId(): string {
  return Array.from({ length: 32 }, (_, index) => (index * 7).toString(16).slice(-1)).join('');
}

function json(headers: Readonly<Record<string, string>>, body: string): SiteResponse {
  return { headers: { 'content-type': 'application/json', 'request-id': requestId(), ...headers }, body };
}

/** Issuer chains travel URL-encoded in a header. */
const chain = (pem: string): string => encodeURIComponent(pem);

function tcbInfo(all: readonly Collateral[], fmspc: string | null): SiteResponse {
  if (fmspc === null || !/^[0-9a-fA-F]{12}$/.test(fmspc)) return { ...notFound, status: 400 };
  const found = all.find(({ tcb_info }) => fmspcOf(tcb_info).toLowerCase() === fmspc.toLowerCase());
  if (found === undefined) return notFound;
  const body = `{"tcbInfo":${found.tcb_info},"signature":"${found.tcb_info_signature}"}`;
  return json({ 'tcb-info-issuer-chain': chain(found.tcb_info_issuer_chain) }, body);
}

function fmspcOf(tcbInfoText: string): string {
  return answered<{ fmspc: string }>(JSON.parse(tcbInfoText)).fmspc;
}

function qeIdentity([found]: readonly Collateral[]): SiteResponse {
  if (found === undefined) return notFound;
  const body = `{"enclaveIdentity":${found.qe_identity},"signature":"${found.qe_identity_signature}"}`;
  return json({ 'sgx-enclave-identity-issuer-chain': chain(found.qe_identity_issuer_chain) }, body);
}

function pckCrl([found]: readonly Collateral[], query: URLSearchParams): SiteResponse {
  const ca = query.get('ca');
  if (ca !== 'platform' && ca !== 'processor') return { ...notFound, status: 400 };
  if (found === undefined) return notFound;
  const headers = { 'request-id': requestId(), 'sgx-pck-crl-issuer-chain': chain(found.pck_crl_issuer_chain) };
  const der = Buffer.from(found.pck_crl, 'hex');
  if (query.get('encoding') === 'der') return { headers: { ...headers, 'content-type': 'application/pkix-crl' }, body: der };
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`;
  return { headers: { ...headers, 'content-type': 'application/x-pem-file' }, body: pem };
}

function rootCrl(pathname: string, found: Collateral | undefined): SiteResponse {
  if (pathname !== '/IntelSGXRootCA.der' || found === undefined) return notFound;
  return { headers: { 'content-type': 'application/pkix-crl' }, body: Buffer.from(found.root_ca_crl, 'hex') };
}
