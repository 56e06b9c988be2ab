import type { BindInput } from './bind-input.ts';
import { toHex } from './bytes/hex.ts';
import type { Expectation } from './session.ts';

/** Does the evidence carry exactly the report data and nonce that a caller without a session expects? */
export function expect({ claims, ledger }: BindInput, expected: Expectation): void {
  if (expected.reportData === null) ledger.answer('binding.report-data', 'not-applicable');
  else {
    const wanted = toHex(expected.reportData);
    ledger.require('binding.report-data', claims.reportData === wanted, {
      expected: wanted,
      actual: claims.reportData ?? 'none',
    });
  }
  if (expected.nonce === null) ledger.answer('freshness.nonce', 'not-applicable');
  else {
    const wanted = toHex(expected.nonce);
    ledger.require('freshness.nonce', claims.nonce === wanted, { expected: wanted, actual: claims.nonce ?? 'none' });
  }
}
