// Covers: headline.ts
import { expect, it } from 'vitest';
import { VIEWS } from '../../../testing/screens/views.ts';
import { headlineOf } from './headline.ts';
import { lexiconFor } from '../words/load.ts';

const lexicon = await lexiconFor(null);

it('the headline for a site that was expected to attest but came over http names that, and offers nothing impossible', () => {
  const problem = { code: 'site.not-https', fault: 'site', remedy: 'retry', facts: { host: 'vault.example.org' } } as const;
  const state = { at: 'missing', pin: 'hard', since: '2026-01-02T03:04:05Z', problem } as const;
  const { sentence, notes, action } = headlineOf({ ...VIEWS.missing, origin: null, state }, lexicon);
  expect(sentence).toMatch(/has expected vault\.example\.org to prove/);
  expect(notes.join(' ')).toContain('vault.example.org came without https');
  expect(action).toBeNull();
});
