import type { Anchor } from '../../anchors/anchor.ts';
import { believedUnder } from '../../anchors/believed.ts';
import { equalBytes } from '../../bytes/equal.ts';
import type { Claims } from '../../claims.ts';
import { readSpki } from '../../crypto/spki.ts';
import { COSE_ALGORITHM, COSE_HEADER, signedBytes, type Sign1 } from '../../encoding/cose.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Appraisal } from '../../tee.ts';
import { toRfc3339, type Instant } from '../../time.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { verifyChain, type ChainVerdict } from '../../x509/chain.ts';
import type { NitroCheckId } from './checks.ts';
import { claimsOf, CODE_REGISTERS, registerName } from './claims.ts';
import type { NitroDocument } from './document.ts';

/** The appraisal policy specific to Nitro. No field is optional: an incomplete policy has gaps. */
export type NitroPolicy = {
  /**
   * The time at which the certificates must be valid. `document` is only for archives and the terminal: under it, a leaked leaf
   * key can sign documents of the past forever, so it never earns more than a warning.
   */
  readonly certificateTime: 'now' | 'document';
  /**
   * Something that AWS signed with a future time. Only a user's clock that is behind can show this, so it is `unknown`; and so
   * are certificates that have expired around a document made for this very visit, which only a clock that is ahead can show.
   * `refuse` is for a caller that vouches for the time it names.
   */
  readonly timeAhead: 'unknown' | 'refuse';
};

/** The shipped policy. */
export const NITRO_POLICY: NitroPolicy = { certificateTime: 'now', timeAhead: 'unknown' };

/** How far (milliseconds) a document's time may lie ahead of ours, because clocks differ. */
const CLOCK_SKEW = 5 * 60 * 1000;

type NitroAppraisal = Appraisal<NitroCheckId, NitroPolicy>;

/** Steps 2 to 9 of the README. The claims, or null unless every signature from the root to the document holds. */
export async function authenticate(document: NitroDocument, appraisal: NitroAppraisal): Promise<Claims | null> {
  const { ledger, crypto } = appraisal;
  const { sign1, leaf } = document;
  const isEs384 = algorithmIsEs384(sign1, appraisal);
  const anchor = rootIsPinned(document, appraisal);
  certificatesAreCurrent(document, appraisal);
  const isP384 = ledger.require('nitro.leaf.key', keyIsP384(leaf));
  timestampIsPlausible(document, appraisal);
  codeRegistersArePresent(document, appraisal);

  // In parallel, because only signatures take time, and none of them needs another's answer.
  const [verdict, signed] = await Promise.all([
    verifiedChain(document, appraisal),
    crypto.verifySignature('ecdsa-p384-sha384', leaf.spki, sign1.signature, signedBytes(sign1)),
  ]);
  const chained = ledger.require('nitro.chain.certificates', verdict.holds, verdict.holds ? undefined : { ...verdict });
  ledger.require('nitro.document.signature', signed, { bytes: sign1.signature.length });
  return isEs384 && anchor !== undefined && isP384 && chained && signed ? claimsOf(document) : null;
}

/** Step 2. The unprotected header is read only to check that it is empty: nothing in it is signed. */
function algorithmIsEs384({ protectedHeader, unprotectedHeader }: Sign1, { ledger }: NitroAppraisal): boolean {
  const { keys } = unprotectedHeader;
  ledger.require('nitro.cose.unprotected', keys.length === 0, { entries: keys.length });
  const algorithm = protectedHeader.value(COSE_HEADER.algorithm);
  // A header with more in it, `crit` above all, requires something that this reader does not do.
  const alone = protectedHeader.keys.length === 1;
  return ledger.require('nitro.cose.algorithm', algorithm === COSE_ALGORITHM.es384 && alone, {
    algorithm: typeof algorithm === 'number' ? algorithm : 'none',
    entries: protectedHeader.keys.length,
  });
}

/** Step 3. By bytes: anyone can make a certificate that calls itself `aws.nitro-enclaves`. */
function rootIsPinned({ bundle }: NitroDocument, { ledger, anchors }: NitroAppraisal): Anchor | undefined {
  const [root] = bundle;
  const anchor = anchors.awsNitroRoot.find(({ certificate }) => root !== undefined && equalBytes(certificate, root.bytes));
  if (anchor === undefined) ledger.answer('nitro.chain.root', 'fail');
  else ledger.answerUnder(believedUnder(anchor), 'nitro.chain.root', 'pass');
  return anchor;
}

/** Leaf first, root last: the document has them the other way round, and the leaf separately. */
const chainOf = ({ leaf, bundle }: NitroDocument): readonly Certificate[] => [leaf, ...bundle.toReversed()];

/** The period in which all of these certificates are valid: empty (from > until) when they were never valid together. */
function windowOf(certificates: readonly Certificate[]): { readonly from: Instant; readonly until: Instant } | undefined {
  const [first, ...others] = certificates;
  if (first === undefined) return undefined;
  return others.reduce(
    ({ from, until }, { notBefore, notAfter }) => ({
      from: notBefore > from ? notBefore : from,
      until: notAfter < until ? notAfter : until,
    }),
    { from: first.notBefore, until: first.notAfter },
  );
}

/** Step 4. Separate from the rest of the chain, because a wrong clock here is the usual cause: leaves last three hours. */
function certificatesAreCurrent(document: NitroDocument, { ledger, policy, now }: NitroAppraisal): void {
  const window = windowOf(chainOf(document));
  const at = policy.certificateTime === 'document' ? document.timestamp : now;
  const facts = window === undefined ? {} : { from: toRfc3339(window.from), until: toRfc3339(window.until) };
  if (window === undefined || window.from > window.until)
    ledger.answer('nitro.chain.dates', 'fail', { because: 'expired', ...facts });
  else if (at > window.until && policy.timeAhead === 'unknown') ledger.answerExpired('nitro.chain.dates', facts);
  else if (at > window.until) ledger.answer('nitro.chain.dates', 'fail', { because: 'expired', ...facts });
  else if (at < window.from && policy.timeAhead === 'unknown')
    ledger.answer('nitro.chain.dates', 'unknown', { because: 'clock-behind', ...facts });
  else if (at < window.from) ledger.answer('nitro.chain.dates', 'fail', { because: 'not-yet-valid', ...facts });
  else {
    if (policy.certificateTime === 'now') ledger.answer('nitro.chain.dates', 'pass');
    else ledger.answer('nitro.chain.dates', 'warn', { because: 'judged-at-document-time' });
    ledger.relyUntil(window.until);
  }
}

/**
 * Step 5, at a time at which all certificates are valid, if there is one: whether they are valid now was step 4. AWS leaves the
 * number of intermediates open; their path lengths limit it.
 */
async function verifiedChain(document: NitroDocument, { now, crypto }: NitroAppraisal): Promise<ChainVerdict> {
  const chain = chainOf(document);
  const [root] = document.bundle;
  const window = windowOf(chain);
  if (root === undefined || window === undefined) return { holds: false, fault: 'length', at: 0 };
  const within = now < window.from ? window.from : now > window.until ? window.until : now;
  const below = chain.filter((certificate) => certificate !== root);
  const algorithms = below.map(() => 'ecdsa-p384-sha384' as const);
  return await verifyChain(below, root, { algorithms, leafUsage: 'digitalSignature', understood: [] }, within, crypto);
}

/** Step 6. */
function keyIsP384({ spki }: Certificate): boolean {
  return unlessMalformed(() => readSpki(spki).kind === 'p384', false);
}

/** Step 8. */
function timestampIsPlausible({ timestamp, leaf }: NitroDocument, { ledger, now, policy }: NitroAppraisal): void {
  const inside = timestamp >= leaf.notBefore && timestamp <= leaf.notAfter;
  const facts = { timestamp: toRfc3339(timestamp) };
  ledger.require('nitro.document.timestamp', inside, facts);
  if (timestamp <= now + CLOCK_SKEW) ledger.answer('nitro.document.not-future', 'pass');
  else if (policy.timeAhead === 'refuse') ledger.answer('nitro.document.not-future', 'fail', facts);
  else ledger.answer('nitro.document.not-future', 'unknown', { because: 'clock-behind', ...facts });
}

/** Step 9. A document without these registers says neither which code runs nor whether it is in debug mode. */
function codeRegistersArePresent({ kind, pcrs }: NitroDocument, { ledger }: NitroAppraisal): void {
  const missing = CODE_REGISTERS[kind].filter((index) => !pcrs.has(index));
  if (missing.length === 0) ledger.answer('nitro.pcrs.code', 'pass');
  else ledger.answer('nitro.pcrs.code', 'unknown', { missing: missing.map((index) => registerName(kind, index)).join(', ') });
}
