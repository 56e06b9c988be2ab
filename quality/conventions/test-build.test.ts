import { describe, expect, it } from 'vitest';
import { rootsAreCurrent } from '../../e2e/test-build/roots.ts';

describe('the test build', () => {
  it('believes the roots of our simulated attesters as they are now (npx tsx e2e/test-build/roots.ts writes them)', () => {
    expect(rootsAreCurrent()).toBe(true);
  });
});
