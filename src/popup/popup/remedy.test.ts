// Covers: headline.ts
import { describe, expect, it } from 'vitest';
import { result } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import type { Problem } from '../../background/api/problem.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { headlineOf } from './headline.ts';
import { lexiconFor } from '../words/load.ts';

const lexicon = await lexiconFor(null);
const ONLY_THE_SITE = 'Only the people who run the site can fix this.';
const need = 'dcap.tcb-info';
const SENT: Problem = {
  code: 'endorsement.unavailable',
  fault: 'site',
  remedy: 'ask-the-site',
  facts: { need, host: 'enclave.test', because: 'unusable' },
};
const GARBAGE: Problem = {
  code: 'endorsement.unavailable',
  fault: 'vendor',
  remedy: 'retry',
  facts: { need, host: 'vendor.test', because: 'net.media-type' },
};
const NOBODY: Problem = { ...SENT, facts: { need, because: 'no-source' } };

/** The popup for a check that these problems stopped. */
function stoppedBy(...problems: readonly Problem[]) {
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  const finding = { check: 'dcap.tcb-info.signature', outcome: 'unknown' } as const;
  const state = { ...base.state, result: result([finding], { hardware: 'none' }), problems };
  return headlineOf({ ...base, badge: 'unavailable', state }, lexicon);
}

describe('a check that a bad copy of the site’s stopped', () => {
  it('can be tried again where the manufacturer was asked, too, and answered badly', () => {
    const { action, notes } = stoppedBy(SENT, GARBAGE);
    expect(action).toEqual({ does: 'check', label: 'Try again' });
    expect(notes).not.toContain(ONLY_THE_SITE);
  });

  it('is left to the site where nobody else can be asked', () => {
    for (const { action, notes } of [stoppedBy(SENT), stoppedBy(SENT, NOBODY)]) {
      expect(action).toBeNull();
      expect(notes).toContain(ONLY_THE_SITE);
    }
  });

  it('asks for permission where the manufacturer may not be asked', () => {
    const { action } = stoppedBy(SENT, { ...GARBAGE, code: 'endorsement.not-allowed', fault: 'user', remedy: 'allow-vendor' });
    expect(action?.does).toBe('allow-vendor');
  });
});
