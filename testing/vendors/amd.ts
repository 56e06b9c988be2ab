import type { AmdProductLine } from '../../src/verifier/index.ts';
import { toPem } from '../../src/verifier/testing/der-writer.ts';
import { issueList, issueVek, testAmd, type TestAmd } from '../../src/verifier/testing/snp/authority.ts';
import { filler, GENOA_REPORT, MILAN_REPORT, TURIN_REPORT } from '../../src/verifier/testing/snp/report-writer.ts';
import { instant, toRfc3339 } from '../../src/verifier/time.ts';
import type { WebAuthority } from '../certificates.ts';
import { send, type SiteResponse } from '../site/answer.ts';
import type { Handler, Received, Server } from '../site/server.ts';
import { misbehave, type VendorFault } from './fault.ts';

/** AMD's key distribution service (AMD 57230). */
export const KDS_HOST = 'kdsintf.amd.com';

/**
 * Well-formed but wrong answers: a certificate of another chip, something another authority signed in AMD's name, an expired
 * list.
 */
export type KdsMisbehaviour = 'other-chip' | 'rogue-certificate' | 'rogue-list' | 'stale-list' | null;

/** The stand-in for it, and what it was asked. */
export type AmdStandIn = {
  /** Changed by tests; applies from the next request. */
  fault: VendorFault;
  /** Which requests the fault affects. */
  faulty: 'everything' | 'list';
  misbehaviour: KdsMisbehaviour;
  /** The line's intermediate authority is on its revocation list. */
  revoked: boolean;
  readonly requests: () => readonly Received[];
};

const LINES: Readonly<Record<string, AmdProductLine>> = { Milan: 'Milan', Genoa: 'Genoa', Turin: 'Turin' };

/** The chips that left the factory. */
const CHIPS: Readonly<Record<AmdProductLine, Uint8Array>> = {
  Milan: MILAN_REPORT.chipId,
  Genoa: GENOA_REPORT.chipId,
  Turin: TURIN_REPORT.chipId,
};

const DAY = 24 * 60 * 60 * 1000;
const YEAR = 365 * DAY;
const NONE: SiteResponse = { status: 404, body: '' };
const MALFORMED: SiteResponse = { status: 400, body: '' };

/**
 * Simulates AMD's Key Distribution Service under its own name (AMD 57230, "VCEK Certificate and KDS Interface Specification",
 * chapter 4): paths, parameters, encodings. As there, a certificate is made on request, so no two are alike; a missing SPL is
 * zero; and other web pages may not read any answer (no CORS header). The document fixes no media type, and nothing may depend on
 * one.
 */
export function openAmd(server: Server, authority: WebAuthority): AmdStandIn {
  const amd: AmdStandIn = {
    fault: null,
    faulty: 'everything',
    misbehaviour: null,
    revoked: false,
    requests: () => server.requests.filter(({ host }) => host === KDS_HOST),
  };
  const handle: Handler = (received, respond) => {
    const { pathname, searchParams } = new URL(received.target, `https://${KDS_HOST}`);
    const affected = amd.faulty === 'everything' || pathname.endsWith('/crl');
    if (amd.fault !== null && affected) misbehave(amd.fault, received, respond);
    else if (received.method !== 'GET') send(respond, { status: 405, body: '' });
    else send(respond, lookUp(amd, pathname, searchParams));
  };
  server.add({ name: KDS_HOST, handle, credentials: [authority.credential(KDS_HOST)], node: () => 0, http2: true });
  return amd;
}

function lookUp(amd: AmdStandIn, pathname: string, query: URLSearchParams): SiteResponse {
  const [, kind = '', version, product = '', what = '', ...more] = pathname.split('/');
  const line = Object.hasOwn(LINES, product) ? LINES[product] : undefined;
  if ((kind !== 'vcek' && kind !== 'vlek') || version !== 'v1' || line === undefined || more.length > 0) return NONE;
  const own = testAmd(line);
  if (what === 'cert_chain') return pem(own, kind);
  if (what === 'crl') return binary(list(amd, own));
  // Only the cloud provider, which proves its identity, gets a VLEK.
  return kind === 'vcek' ? chip(amd, line, what, query) : { status: 401, body: '' };
}

const binary = (body: Uint8Array): SiteResponse => ({ headers: { 'content-type': 'application/octet-stream' }, body });

/** Intermediate first, then the root. */
function pem({ ask, asvk, ark }: TestAmd, kind: 'vcek' | 'vlek'): SiteResponse {
  const signer = kind === 'vcek' ? ask : asvk;
  return {
    headers: { 'content-type': 'application/x-pem-file' },
    body: toPem('CERTIFICATE', signer.certificate, ark.certificate),
  };
}

/** Whole seconds, as certificates have them. */
const at = (time: number): string => toRfc3339(instant(time - (time % 1000)));

function list({ misbehaviour, revoked }: AmdStandIn, own: TestAmd): Uint8Array {
  const from = Date.now() - (misbehaviour === 'stale-list' ? 60 : 6) * DAY;
  const signer = misbehaviour === 'rogue-list' ? testAmd(own.line, 'rogue') : own;
  return issueList(signer, { thisUpdate: at(from), nextUpdate: at(from + 46 * DAY), revoked: revoked ? [own.ask.serial] : [] });
}

/** The certificate of this chip at these patch levels: 64 bytes of chip identity in hexadecimal, on Turin 8. */
function chip({ misbehaviour }: AmdStandIn, line: AmdProductLine, hwid: string, query: URLSearchParams): SiteResponse {
  const tcb = levels(line, query);
  if (hwid.length !== (line === 'Turin' ? 16 : 128) || !/^[0-9a-f]+$/i.test(hwid) || tcb === null) return MALFORMED;
  if (!Buffer.from(CHIPS[line]).toString('hex').startsWith(hwid.toLowerCase())) return NONE;
  const chipId = misbehaviour === 'other-chip' ? filler(77, 64) : CHIPS[line];
  const signer = testAmd(line, misbehaviour === 'rogue-certificate' ? 'rogue' : 'own');
  const now = Date.now();
  return binary(issueVek(signer, { chipId, tcb, notBefore: at(now), notAfter: at(now + 7 * YEAR) }).certificate);
}

/** TCB_VERSION from the parameters; null where one is not the line's, or not a level. */
function levels(line: AmdProductLine, query: URLSearchParams): Uint8Array | null {
  const paths: Readonly<Record<string, number>> =
    line === 'Turin'
      ? { fmcSPL: 0, blSPL: 1, teeSPL: 2, snpSPL: 3, ucodeSPL: 7 }
      : { blSPL: 0, teeSPL: 1, snpSPL: 6, ucodeSPL: 7 };
  const tcb = new Uint8Array(8);
  for (const [name, value] of query) {
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined;
    if (path === undefined || !/^\d{1,3}$/.test(value) || Number(value) > 255) return null;
    tcb[path] = Number(value);
  }
  return tcb;
}
