import type { Anchors } from './anchors/anchor.ts';
import { bind, expect } from './bind.ts';
import { toHex, type Hex } from './bytes/hex.ts';
import { COMMON_CHECKS, withCommonChecks, type Catalogue, type CommonCheckId } from './checks.ts';
import type { Claims } from './claims.ts';
import type { CryptoPort } from './crypto/port.ts';
import type { SuppliedEndorsement } from './endorsement.ts';
import { boundedDetails } from './facts.ts';
import { knownCode } from './known-code.ts';
import { openLedger, type Ledger } from './ledger.ts';
import type { Opening } from './opening.ts';
import { OUTCOME_OF, type CommonPolicy } from './policy.ts';
import { RELEASE } from './release.ts';
import type { ReferenceValues, Voucher } from './reference.ts';
import { tierOfVector, vectorOf, type AttestationResult } from './result.ts';
import type { Expectation, Session } from './session.ts';
import type { AnyTee, AppraisalPolicy } from './tees.ts';
import { earlier, instant, toRfc3339, type Instant } from './time.ts';

/** Everything an appraisal depends on. No clock, no network, no randomness, nothing optional. */
export type AppraisalInput = {
  /** The evidence, read: `open` is called once for each check, by whoever gathers endorsements for it. */
  readonly opening: Opening;
  readonly endorsements: readonly SuppliedEndorsement[];
  readonly references: ReferenceValues;
  /** The visit, or what a caller without one expects. */
  readonly visit: { readonly session: Session } | { readonly expected: Expectation };
  readonly anchors: Anchors;
  /** The user's, or one for the TEEs alone that may be met (`ordinaryPolicyOf`). */
  readonly policy: { readonly common: CommonPolicy; readonly tees: Partial<AppraisalPolicy['tees']> };
  readonly now: Instant;
  /** True when `now` is not the clock's reading: the result is then simulated. */
  readonly clockChanged: boolean;
  readonly crypto: CryptoPort;
};

/** Without any expiry in what was relied on, a result is looked at again after this long (milliseconds). */
const MAX_VALIDITY_MS = 24 * 60 * 60 * 1000;

/**
 * The whole verifier: 1 well-formed · 2 authenticate against the anchors · 3 debug · 4 known code · 5 binding,
 * freshness and channel · 6 close the ledger · 7 vector, tier, validity.
 * Does not throw for any input that came from outside; rejects only when the crypto port itself fails.
 */
export async function appraise(input: AppraisalInput): Promise<AttestationResult> {
  const { opening } = input;
  if (opening.at === 'malformed') return await unreadable(input, opening);

  const { tee, opened } = opening;
  const catalogue = withCommonChecks(tee.checks);
  const ledger = openLedger(catalogue);
  ledger.answer('evidence.well-formed', 'pass');

  const [claims, evidence] = await Promise.all([
    opened.authenticate({
      endorsements: input.endorsements,
      anchors: input.anchors,
      common: input.policy.common,
      policy: policyFor(tee, input),
      now: input.now,
      crypto: input.crypto,
      ledger,
    }),
    fingerprint(input),
  ]);
  const vouchers = claims === null ? [] : await authenticateAndBind(input, tee, claims, ledger);
  return conclude(input, { tee: tee.id, evidenceFormat: opened.format, evidence, catalogue, ledger, claims, vouchers });
}

/** What was chosen for this TEE; where nothing was, what ships with it. */
const policyFor = ({ id, policy }: AnyTee, input: AppraisalInput): unknown =>
  (input.policy.tees as Readonly<Record<string, unknown>>)[id] ?? policy;

/** Steps 3 to 5, on claims that authenticated. */
async function authenticateAndBind(
  input: AppraisalInput,
  tee: AnyTee,
  claims: Claims,
  ledger: Ledger<CommonCheckId>,
): Promise<readonly Voucher[]> {
  const { debug } = input.policy.common;
  if (claims.debug === null) ledger.answer('evidence.debug', 'not-applicable', { because: 'no-attribute' });
  else if (!claims.debug) ledger.answer('evidence.debug', 'pass');
  else if (debug === 'accept') ledger.answer('evidence.debug', 'pass', { because: 'accepted' });
  else ledger.answer('evidence.debug', OUTCOME_OF[debug]);

  const vouchers = knownCode(tee, claims, input.references, ledger);
  const binding = {
    claims,
    evidence: input.opening.evidence.bytes,
    policy: input.policy.common,
    now: input.now,
    crypto: input.crypto,
    ledger,
    encryptsInput: vouchers.some(({ encryptsInput }) => encryptsInput === true),
  };
  if ('session' in input.visit) {
    const madeForUs = await bind(binding, input.visit.session);
    ledger.settleExpired(madeForUs);
  } else expect(binding, input.visit.expected);
  return vouchers;
}

async function unreadable(
  input: AppraisalInput,
  { field, why, offset, because }: Extract<Opening, { readonly at: 'malformed' }>,
): Promise<AttestationResult> {
  const ledger = openLedger(COMMON_CHECKS);
  const reason = because === undefined ? {} : { because, release: RELEASE };
  ledger.answer('evidence.well-formed', 'fail', { field, why, offset, ...reason });
  const evidence = await fingerprint(input);
  return conclude(input, {
    tee: null,
    evidenceFormat: null,
    evidence,
    catalogue: COMMON_CHECKS,
    ledger,
    claims: null,
    vouchers: [],
  });
}

/** SHA-256 of the evidence as received. */
async function fingerprint({ crypto, opening }: AppraisalInput): Promise<Hex> {
  return toHex(await crypto.digest('sha-256', opening.evidence.bytes));
}

type Appraised = {
  readonly tee: string | null;
  readonly evidenceFormat: string | null;
  readonly evidence: Hex;
  readonly catalogue: Catalogue;
  readonly ledger: Ledger<string>;
  readonly claims: Claims | null;
  readonly vouchers: readonly Voucher[];
};

/** Steps 6 and 7. */
function conclude(input: AppraisalInput, appraised: Appraised): AttestationResult {
  const { findings, goodUntil, simulated } = appraised.ledger.close();
  const vector = vectorOf(findings, appraised.catalogue);
  const latest = instant(input.now + MAX_VALIDITY_MS);
  return {
    format: 1,
    tee: appraised.tee,
    evidenceFormat: appraised.evidenceFormat,
    evidence: appraised.evidence,
    judgedAt: toRfc3339(input.now),
    goodUntil: toRfc3339(goodUntil === undefined ? latest : earlier(goodUntil, latest)),
    tier: tierOfVector(vector),
    vector,
    simulated: input.clockChanged ? [...simulated, 'clock'] : simulated,
    findings,
    claims: appraised.claims === null ? null : { ...appraised.claims, details: boundedDetails(appraised.claims.details) },
    vouchedBy: appraised.vouchers,
  };
}
