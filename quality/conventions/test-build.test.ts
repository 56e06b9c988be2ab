import { describe, expect, it } from 'vitest';
import { auditKeyOf } from '../../src/verifier/testing/audits/auditor.ts';
import { toBase64 } from '../../src/verifier/index.ts';
import { ed25519Key, p384Key } from '../../src/verifier/testing/keys.ts';
import { DEMONSTRATION_LIST, DEMONSTRATION_SEED, PUBLISHER_KEY, PUBLISHER_SEED } from '../../testing/test-build/demonstration.ts';
import { OFFERED_LISTS } from '../../testing/test-build/offered.ts';
import { PUBLISHER_SOURCES } from '../../testing/test-build/publishers.ts';
import { rootsAreCurrent } from '../../testing/test-build/roots.ts';

describe('the test build', () => {
  it('offers a list under the key of the demonstration’s auditor, which anyone can make', () => {
    expect(DEMONSTRATION_LIST.key).toBe(auditKeyOf(ed25519Key(DEMONSTRATION_SEED)));
    expect(OFFERED_LISTS).toEqual([expect.objectContaining({ url: DEMONSTRATION_LIST.url, demonstration: true })]);
  });

  it('expects publishers’ lists under a key that anyone can make', () => {
    expect(PUBLISHER_KEY).toBe(toBase64(p384Key(PUBLISHER_SEED).spki));
    expect(PUBLISHER_SOURCES.map(({ key }) => key)).toEqual([PUBLISHER_KEY]);
  });

  it('trusts the current roots of our simulated attesters (npm run make:test-roots writes them)', () => {
    expect(rootsAreCurrent()).toBe(true);
  });
});
