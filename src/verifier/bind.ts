import { committed, type AnyBinding, type Committed } from './protocol/binding.ts';
import { canonicalOrigin } from './protocol/canonical-origin.ts';
import { challengeMessage } from './protocol/challenge.ts';
import type { Expected } from './protocol/layout.ts';
import { LAYOUTS, type AnyLayout, type Layouts } from './protocol/layouts.ts';
import { nonceAs } from './protocol/nonce-form.ts';
import { equalBytes } from './bytes/equal.ts';
import { toHex, type Hex } from './bytes/hex.ts';
import { isAscii } from './bytes/text.ts';
import type { BindInput } from './bind-input.ts';
import { connectionEndsHere } from './channel.ts';
import type { Claims } from './claims.ts';
import type { CommonCheckId } from './checks.ts';
import { signatureAlgorithmOf } from './crypto/spki.ts';
import type { Ledger } from './ledger.ts';
import { RELEASE } from './release.ts';
import type { Session } from './session.ts';
import { instant, parseRfc3339, toRfc3339 } from './time.ts';

/**
 * Does the evidence commit to this visit? Four steps: the binding is the one in the evidence; it names this origin and our nonce;
 * the connection ends in one of its keys; the page can run no code except what it names. A step that cannot be taken leaves its
 * checks unknown, and so does a part that the binding's layout does not cover. @returns whether the evidence itself contains our
 * nonce, so that it is fresh regardless of clocks
 */
export async function bind(input: BindInput, session: Session, layouts: Layouts = LAYOUTS): Promise<boolean> {
  const { binding } = session;
  const commitment = await commitsTo(input, binding, layouts);
  if (commitment === null || binding === null) return false;
  const layout = layouts[binding.layout];
  const madeForUs = await nonceIsOurs(input, session, commitment, layout);
  const endsHere = await connectionEndsHere(input, session, commitment, layout);
  originIsThisOne(input.ledger, session, commitment, endsHere);
  return madeForUs;
}

/** Step 1: what the site says is what the evidence contains. Until then the binding is a hint. */
async function commitsTo(input: BindInput, binding: AnyBinding | null, layouts: Layouts): Promise<Committed | null> {
  const { crypto, ledger } = input;
  if (binding === null) {
    ledger.answer('binding.report-data', 'unknown', { because: 'no-binding' });
    return null;
  }
  if (binding.layout === 'sealmark-1' && !isAscii(binding.origin)) {
    // No digest is defined over such an origin (DESIGN §4), so nothing is known about what the evidence commits to.
    ledger.answer('binding.report-data', 'unknown', { because: 'origin-not-ascii' });
    return null;
  }
  const expected = await layouts[binding.layout].expected(crypto, binding);
  if (expected.unproven !== undefined) {
    ledger.answer('binding.report-data', 'unknown', { because: expected.unproven });
    return null;
  }
  const actual = slotOf(input.claims, expected.slot);
  const madeForNobody = stands(expected.withoutNonce ?? [], expected.then, actual);
  if (!madeForNobody && !stands(expected.anyOf, expected.then, actual)) {
    const facts = { expected: expected.anyOf.map(toHex).join('|'), actual: actual ?? 'none' };
    const { otherwise } = expected;
    if (otherwise === undefined) ledger.answer('binding.report-data', 'fail', facts);
    else ledger.answer('binding.report-data', 'unknown', { because: otherwise, release: RELEASE, ...facts });
    return null;
  }
  const { until } = expected;
  if (until !== undefined && input.now >= until) {
    ledger.answer('binding.report-data', 'unknown', { because: 'keys-ran-out', until: toRfc3339(until) });
    return null;
  }
  if (until !== undefined) ledger.relyUntil(until);
  const { layout } = binding;
  if (expected.flaw !== undefined) ledger.answer('binding.report-data', 'warn', { because: expected.flaw, layout });
  else ledger.answer('binding.report-data', 'pass', ...(layouts[layout].covers.origin ? [] : [{ because: 'keys-only', layout }]));
  const found = committed(binding, layouts);
  return madeForNobody ? { ...found, nonce: new Uint8Array() } : found;
}

const slotOf = (claims: Claims, slot: Expected['slot']): Hex | null =>
  slot === 'report-data' ? claims.reportData : (claims.publicKey ?? null);

function stands(anyOf: readonly Uint8Array[], then: Expected['then'], actual: Hex | null): boolean {
  return anyOf.map(toHex).some((one) => {
    if (actual?.startsWith(one) !== true) return false;
    const rest = actual.slice(one.length);
    return then === 'anything' || (then === 'zeros' ? /^0*$/.test(rest) : rest === '');
  });
}

/**
 * Step 2a: the evidence was made for this site. A layout without an origin leaves that unknown, unless the page's own connection
 * ends in the evidence: another site's evidence could be replayed, but not a connection into it.
 */
function originIsThisOne(ledger: Ledger<CommonCheckId>, session: Session, { origin }: Committed, endsHere: boolean): void {
  if (origin === null) {
    if (endsHere) ledger.answer('binding.origin', 'not-applicable', { because: 'named-by-its-key' });
    else ledger.answer('binding.origin', 'unknown', { because: 'no-origin-committed' });
  } else {
    ledger.require('binding.origin', canonicalOrigin(origin) === canonicalOrigin(session.origin), {
      expected: session.origin,
      actual: origin,
    });
  }
}

/**
 * Step 2b: made for us just now, or vouched for just now by a key inside, or of known and bounded age. @returns true only for the
 * first
 */
async function nonceIsOurs(
  input: BindInput,
  session: Session,
  commitment: Committed,
  { nonce }: Pick<AnyLayout, 'nonce'>,
): Promise<boolean> {
  const { ledger, claims } = input;
  if (commitment.nonce.length > 0) {
    const ours = nonceAs(nonce.form, session.nonce);
    // Nitro also contains the nonce in a separate field: a different value means it was made for somebody else.
    const inField = claims.nonce === toHex(ours) || (claims.nonce === null && nonce.in === 'commitment');
    return ledger.require('freshness.nonce', inField && equalBytes(commitment.nonce, ours), { because: 'other-nonce' });
  }
  if (session.challenge !== null) {
    const because = await challengeFault(input, session, session.challenge, commitment);
    if (because === undefined) ledger.answer('freshness.nonce', 'pass');
    else ledger.answer('freshness.nonce', because === 'challenge-signature' ? 'fail' : 'unknown', { because });
    return false;
  }
  answerAge(input);
  return false;
}

/** Evidence made without a nonce: how old it is, and when it becomes too old. */
function answerAge({ ledger, claims, now, policy }: BindInput): void {
  const madeAt = claims.madeAt === null ? null : parseRfc3339(claims.madeAt, 'claims.madeAt');
  const age = madeAt === null ? null : now - madeAt;
  if (madeAt !== null && age !== null && age >= 0 && age <= policy.oldestEvidence) {
    ledger.answer('freshness.nonce', 'warn', { because: 'bounded-age', age });
    ledger.relyUntil(instant(madeAt + policy.oldestEvidence));
  } else {
    const because = age === null ? 'age-unknown' : age < 0 ? 'from-the-future' : 'too-old';
    ledger.answer('freshness.nonce', 'unknown', { because });
  }
}

type ChallengeFault = 'challenge-signature' | 'no-challenge-key' | 'challenge-key-kind';

/**
 * What is wrong with the site's answer to our nonce; undefined if an attested key signed it. A missing key, or one of an
 * unsupported kind, proves nothing against the site.
 */
async function challengeFault(
  input: BindInput,
  session: Session,
  signature: Uint8Array,
  commitment: Committed,
): Promise<ChallengeFault | undefined> {
  const message = await challengeMessage(input.crypto, commitment.origin ?? session.origin, session.nonce, input.evidence);
  const keys = commitment.keysFor('challenge').map((key) => ({ key, algorithm: signatureAlgorithmOf(key) }));
  for (const { key, algorithm } of keys)
    if (algorithm !== undefined && (await input.crypto.verifySignature(algorithm, key, signature, message))) return undefined;
  if (keys.length === 0) return 'no-challenge-key';
  return keys.some(({ algorithm }) => algorithm === undefined) ? 'challenge-key-kind' : 'challenge-signature';
}
