import { describe, expect, it } from 'vitest';
import { rootsAreCurrent } from '../../testing/test-build/roots.ts';

describe('the test build', () => {
  it('believes the roots of our simulated attesters as they are now (npm run make:test-roots writes them)', () => {
    expect(rootsAreCurrent()).toBe(true);
  });
});
