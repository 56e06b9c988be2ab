import { equalBytes } from '../../src/verifier/bytes/equal.ts';
import type { CryptoPort } from '../../src/verifier/crypto/port.ts';
import { fromPem } from '../../src/verifier/encoding/pem.ts';
import { Malformed, unlessMalformed } from '../../src/verifier/malformed.ts';
import { parseRfc3339, type Instant } from '../../src/verifier/time.ts';
import { readCertificate, type Certificate } from '../../src/verifier/x509/certificate.ts';
import { verifyChain } from '../../src/verifier/x509/chain.ts';
import { isRevoked, readRevocationList, verifyRevocationList } from '../../src/verifier/x509/crl.ts';
import { notApplicableBecause } from './limbo-reasons.ts';
import { Counter, type Tally } from './tally.ts';

/** The part of a limbo file (limbo-schema.json) that is used. */
export type Case = {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly crls?: readonly string[] | null;
};

/** Under `x509-limbo/`. */
export const LIMBO_FILES: readonly string[] = [
  'limbo-generated-8a2e6f4.json',
  'limbo-upstream-2023-12-02.json',
  ...[
    'akamai.com',
    'amazon.com',
    'apple.com',
    'aws.amazon.com',
    'bing.com',
    'cloudflare.com',
    'docs.python.org',
    'facebook.com',
    'fastly.com',
    'google.com',
    'microsoft.com',
    's3.amazonaws.com',
    'stackoverflow.com',
    'storage.googleapis.com',
  ].map((host) => `online/${host}.limbo.json`),
];

/** subjectAltName and extKeyUsage: a TLS client understands these critical extensions, so the harness claims to. */
const UNDERSTOOD: readonly string[] = ['2.5.29.17', '2.5.29.37'];

/** This verifier builds no paths, so its harness must; a search that takes longer than this is abandoned, as refused. */
const MAX_BELOW_ANCHOR = 5;
const MAX_STEPS = 200;

function read(pem: string, what: string): Certificate | undefined {
  return unlessMalformed(() => {
    const [der] = fromPem(
      Uint8Array.from(pem, (letter) => letter.charCodeAt(0)),
      'CERTIFICATE',
      what,
    );
    return der && readCertificate(der, what);
  }, undefined);
}

const present = (certificate: Certificate | undefined): certificate is Certificate => certificate !== undefined;

type Candidate = { readonly chain: readonly Certificate[]; readonly anchor: Certificate };

/** Every path by names from the leaf to a trusted certificate. */
function* candidates(
  chain: readonly Certificate[],
  pool: readonly Certificate[],
  anchors: readonly Certificate[],
  steps: { left: number },
): Generator<Candidate> {
  const last = chain.at(-1);
  steps.left -= 1;
  if (last === undefined || steps.left < 0) return;
  for (const anchor of anchors) if (equalBytes(last.issuer, anchor.subject)) yield { chain, anchor };
  if (chain.length === MAX_BELOW_ANCHOR) return;
  for (const next of pool) {
    if (equalBytes(last.issuer, next.subject) && !chain.includes(next)) yield* candidates([...chain, next], pool, anchors, steps);
  }
}

/**
 * Does a CRL of the case stop this chain? An unusable list of an issuer in the chain stops it: no silent OK. Lists of others are
 * ignored, but there must be one for the chain.
 */
async function stoppedByCrl(
  lists: readonly string[],
  chain: readonly Certificate[],
  anchor: Certificate,
  now: Instant,
  port: CryptoPort,
): Promise<boolean> {
  let found = lists.length === 0;
  for (const pem of lists) {
    try {
      const [der] = fromPem(
        Uint8Array.from(pem, (letter) => letter.charCodeAt(0)),
        'X509 CRL',
        'crl',
      );
      if (der === undefined) return true;
      const list = readRevocationList(der, 'crl');
      const at = [...chain, anchor].findIndex(({ subject }) => equalBytes(subject, list.issuer));
      const issuer = [...chain, anchor][at];
      if (issuer === undefined) continue;
      found = true;
      const verdict = await verifyRevocationList(
        list,
        issuer,
        { algorithm: list.algorithm, issuerNeedsCrlSign: true, namesIssuerKey: false },
        now,
        port,
      );
      const issued = chain[at - 1];
      if (!verdict.holds || (issued !== undefined && isRevoked(list, issued))) return true;
    } catch (error) {
      if (error instanceof Malformed) return true;
      throw error;
    }
  }
  return !found;
}

/** Does our chain code accept the case, in any order of the certificates that were sent? */
export async function accepts(one: Case, port: CryptoPort): Promise<boolean> {
  const leaf = read(one.peer_certificate, 'leaf');
  if (leaf === undefined) return false;
  const pool = one.untrusted_intermediates.map((pem) => read(pem, 'intermediate')).filter(present);
  const anchors = one.trusted_certs.map((pem) => read(pem, 'anchor')).filter(present);
  const now = parseRfc3339(one.validation_time ?? '2024-01-01T00:00:00Z', 'validation_time');
  for (const { chain, anchor } of candidates([leaf], pool, anchors, { left: MAX_STEPS })) {
    const profile = { algorithms: chain.map(({ algorithm }) => algorithm), leafUsage: undefined, understood: UNDERSTOOD };
    const verdict = await verifyChain(chain, anchor, profile, now, port);
    if (verdict.holds && !(await stoppedByCrl(one.crls ?? [], chain, anchor, now, port))) return true;
  }
  return false;
}

/** One limbo file against the chain code. */
export async function runLimbo(text: string, port: CryptoPort): Promise<Tally> {
  // Test data in a documented schema; a wrong shape would change the counts. A file in `online/` is one case.
  const file = JSON.parse(text) as Case | { readonly testcases: readonly Case[] };
  const counter = new Counter();
  for (const one of 'testcases' in file ? file.testcases : [file]) {
    const accepted = await accepts(one, port);
    const same = accepted === (one.expected_result === 'SUCCESS');
    const reason = same ? undefined : notApplicableBecause(one.id, accepted);
    if (reason !== undefined) counter.notApplicable(reason);
    else counter.compare(`${one.id}: want ${one.expected_result}, ${accepted ? 'accepted' : 'refused'}`, same);
  }
  return counter.tally();
}
