import type { Anchors } from './anchors/anchor.ts';
import type { BindInput } from './bind-input.ts';
import { toHex, type Hex } from './bytes/hex.ts';
import { COMMON_CHECKS, withCommonChecks, type Catalogue, type CommonCheckId } from './checks.ts';
import type { Claims } from './claims.ts';
import type { CryptoPort } from './crypto/port.ts';
import type { SuppliedEndorsement } from './endorsement.ts';
import { expect } from './expectation.ts';
import { boundedDetails } from './facts.ts';
import { knownCode } from './known-code.ts';
import { openLedger, type Ledger } from './ledger.ts';
import type { Opening } from './opening.ts';
import { OUTCOME_OF, type CommonPolicy } from './policy.ts';
import { RELEASE } from './release.ts';
import type { ReferenceValues, Voucher } from './reference.ts';
import { tierOfVector, vectorOf, type AttestationResult } from './result.ts';
import type { Expectation } from './session.ts';
import type { AnyTee, AppraisalPolicy } from './tees.ts';
import { earlier, instant, toRfc3339, type Instant } from './time.ts';

/** Everything that the appraisal of evidence depends on, for whom it was made aside. No clock, no network, no randomness, nothing optional. */
export type EvidenceInput = {
  /** The evidence, read: `open` is called once for each check, by whoever gathers endorsements for it. */
  readonly opening: Opening;
  readonly endorsements: readonly SuppliedEndorsement[];
  readonly references: ReferenceValues;
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

/** Step 5: answers for whom and when the evidence was made, and where the connection ends. */
export type BindTo = (binding: BindInput) => Promise<void>;

/**
 * Every step but the fifth, which is the caller's: 1 well-formed · 2 authenticate against the anchors · 3 debug · 4 known code ·
 * 6 close the ledger · 7 vector, tier, validity.
 */
export async function appraiseEvidence(input: EvidenceInput, bindTo: BindTo): Promise<AttestationResult> {
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
  const vouchers = claims === null ? [] : await authenticateAndBind(input, tee, claims, ledger, bindTo);
  return conclude(input, { tee: tee.id, evidenceFormat: opened.format, evidence, catalogue, ledger, claims, vouchers });
}

/**
 * Evidence by itself, over report data that the caller knows: no page, no connection, and none of the formats that sites bind
 * their evidence with, which a program that has neither need not load. The other rules are those of `appraise`.
 */
export function appraiseExpected({
  expected,
  ...input
}: EvidenceInput & { readonly expected: Expectation }): Promise<AttestationResult> {
  return appraiseEvidence(input, (binding) => {
    expect(binding, expected);
    return Promise.resolve();
  });
}

/** What was chosen for this TEE; where nothing was, what ships with it. */
const policyFor = ({ id, policy }: AnyTee, input: EvidenceInput): unknown =>
  (input.policy.tees as Readonly<Record<string, unknown>>)[id] ?? policy;

/** Steps 3 to 5, on claims that authenticated. */
async function authenticateAndBind(
  input: EvidenceInput,
  tee: AnyTee,
  claims: Claims,
  ledger: Ledger<CommonCheckId>,
  bindTo: BindTo,
): Promise<readonly Voucher[]> {
  const { debug } = input.policy.common;
  if (claims.debug === null) ledger.answer('evidence.debug', 'not-applicable', { because: 'no-attribute' });
  else if (!claims.debug) ledger.answer('evidence.debug', 'pass');
  else if (debug === 'accept') ledger.answer('evidence.debug', 'pass', { because: 'accepted' });
  else ledger.answer('evidence.debug', OUTCOME_OF[debug]);

  const vouchers = knownCode(tee, claims, input.references, ledger);
  await bindTo({
    claims,
    evidence: input.opening.evidence.bytes,
    policy: input.policy.common,
    now: input.now,
    crypto: input.crypto,
    ledger,
    encryptsInput: vouchers.some(({ encryptsInput }) => encryptsInput === true),
  });
  return vouchers;
}

async function unreadable(
  input: EvidenceInput,
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
async function fingerprint({ crypto, opening }: EvidenceInput): Promise<Hex> {
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
function conclude(input: EvidenceInput, appraised: Appraised): AttestationResult {
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
