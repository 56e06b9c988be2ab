// Covers: opening.ts, open.ts, policy.ts, appraise.ts, appraise-evidence.ts, expectation.ts, anchors/anchor.ts
import { describe, expect, it } from 'vitest';
import {
  appraise,
  appraiseExpected,
  endorsementsInAll,
  instant,
  noAnchors,
  open,
  openAmong,
  ORDINARY_POLICY,
  ordinaryPolicyOf,
  platformCrypto,
  suppliedBy,
  webCrypto,
  type AppraisalInput,
  type AttestationResult,
  type Opening,
} from './index.ts';
import { sgx } from './tees/sgx/index.ts';
import { tdx } from './tees/tdx/index.ts';
import { tdxAttester } from './testing/attesters/dcap.ts';

const now = instant(1_796_000_000_000);
const { evidence, endorsements } = tdxAttester.attest({ reportData: new Uint8Array(64).fill(7), nonce: new Uint8Array(), now });
const quote = { type: 'dcap-quote', bytes: evidence, parameters: {} } as const;

const expected = { reportData: new Uint8Array(64).fill(7), nonce: null };
const input = {
  endorsements: suppliedBy('caller', endorsementsInAll(tdx, endorsements)),
  references: [],
  anchors: tdxAttester.anchors,
  policy: ORDINARY_POLICY,
  now,
  clockChanged: false,
  crypto: webCrypto(crypto.subtle),
};
const appraised = (opening: Opening, changes: Partial<AppraisalInput> = {}): Promise<AttestationResult> =>
  appraise({ opening, visit: { expected }, ...input, ...changes });

describe('the verifier of one TEE by itself', () => {
  it('comes to the same result as that of all of them', async () => {
    const { intelSgxRoot } = tdxAttester.anchors;
    const alone = await appraiseExpected({
      ...input,
      opening: openAmong([tdx], quote),
      expected,
      anchors: { ...noAnchors, intelSgxRoot },
      policy: ordinaryPolicyOf(tdx),
      crypto: platformCrypto(crypto.subtle),
    });
    expect(alone).toEqual(await appraised(open(quote)));
    expect(alone.vector).toMatchObject({ hardware: 'affirming', configuration: 'affirming' });
    const other = { reportData: new Uint8Array(64), nonce: null };
    const { findings } = await appraiseExpected({ ...input, opening: open(quote), expected: other });
    expect(findings).toContainEqual(expect.objectContaining({ check: 'binding.report-data', outcome: 'fail' }));
  });

  it('opens no evidence of another', () => {
    expect(openAmong([sgx], quote)).toMatchObject({ at: 'malformed', why: 'no TEE recognises this dcap-quote' });
  });

  it('appraises by what ships with it where a policy has nothing for it', async () => {
    const refusing = { ...ORDINARY_POLICY, tees: { ...ORDINARY_POLICY.tees, tdx: { ...tdx.policy, stale: 'refuse' } } } as const;
    const later = { now: instant(now + 365 * 24 * 60 * 60_000) };
    const shipped = await appraised(open(quote), later);
    expect(await appraised(open(quote), { ...later, policy: ordinaryPolicyOf(sgx) })).toEqual(shipped);
    expect(await appraised(open(quote), { ...later, policy: refusing })).not.toEqual(shipped);
  });
});
