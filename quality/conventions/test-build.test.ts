import { describe, expect, it } from 'vitest';
import { auditKeyOf } from '../../src/verifier/testing/audits/auditor.ts';
import { ed25519Key } from '../../src/verifier/testing/keys.ts';
import { DEMONSTRATION_LIST, DEMONSTRATION_SEED } from '../../testing/test-build/demonstration.ts';
import { OFFERED_LISTS } from '../../testing/test-build/offered.ts';
import { rootsAreCurrent } from '../../testing/test-build/roots.ts';

describe('the test build', () => {
  it('offers a list under the key of the demonstration’s auditor, which anyone can make', () => {
    expect(DEMONSTRATION_LIST.key).toBe(auditKeyOf(ed25519Key(DEMONSTRATION_SEED)));
    expect(OFFERED_LISTS).toEqual([expect.objectContaining({ url: DEMONSTRATION_LIST.url, demonstration: true })]);
  });

  it('trusts the current roots of our simulated attesters (npm run make:test-roots writes them)', () => {
    expect(rootsAreCurrent()).toBe(true);
  });
});
