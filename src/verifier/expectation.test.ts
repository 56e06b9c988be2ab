// Covers: expectation.ts, session.ts
import { describe, expect, it } from 'vitest';
import { COMMON_CHECKS } from './checks.ts';
import type { Finding } from './check.ts';
import { expect as expectExactly } from './expectation.ts';
import type { Claims } from './claims.ts';
import { noble } from './crypto/noble.ts';
import { openLedger } from './ledger.ts';
import { COMMON_POLICY } from './policy.ts';
import type { Expectation } from './session.ts';
import { BARE_CLAIMS } from './testing/bare-claims.ts';
import { instant } from './time.ts';

describe('exact expectations', () => {
  function ask(expected: Partial<Expectation>, claims: Partial<Claims>): Readonly<Record<string, Finding>> {
    const ledger = openLedger(COMMON_CHECKS);
    expectExactly(
      {
        claims: { ...BARE_CLAIMS, ...claims },
        evidence: new Uint8Array(3),
        policy: COMMON_POLICY,
        now: instant(0),
        crypto: noble,
        ledger,
        encryptsInput: false,
      },
      { reportData: null, nonce: null, ...expected },
    );
    return Object.fromEntries(ledger.close().findings.map((finding) => [finding.check, finding]));
  }

  it('are not checked when there are none', () => {
    const found = ask({}, { reportData: 'aa' });
    expect(found['binding.report-data']?.outcome).toBe('not-applicable');
    expect(found['freshness.nonce']?.outcome).toBe('not-applicable');
  });

  it.each([
    ['binding.report-data', 'reportData'],
    ['freshness.nonce', 'nonce'],
  ] as const)('%s is compared whole', (check, field) => {
    const expected = { [field]: Uint8Array.of(0xab, 0) };
    expect(ask(expected, { [field]: 'ab00' })[check]?.outcome).toBe('pass');
    expect(ask(expected, { [field]: 'ab' })[check]).toMatchObject({ outcome: 'fail', facts: { expected: 'ab00', actual: 'ab' } });
    expect(ask(expected, { [field]: null })[check]).toMatchObject({ outcome: 'fail', facts: { actual: 'none' } });
  });
});
