// Covers: tees.ts, badges.ts, services.ts, ../popup/headline.ts
import { describe, expect, it } from 'vitest';
import { result } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import type { Badge } from '../../background/api/badge.ts';
import type { ServiceView } from '../../background/api/services.ts';
import { headlineOf } from '../popup/headline.ts';
import { lexiconFor } from './load.ts';
import { serviceSentences } from './services.ts';
import { isOpenToItsOwner, TEE_NAMES } from './tees.ts';

const lexicon = await lexiconFor(null);
const CLOSED = /closed to its operator|hosting company/;
const OPEN = /[Ss]omeone at the machine/;
const MARKS: readonly Badge[] = ['unaudited', 'unbound', 'verified'];

function headlineFor(tee: string, badge: Badge): string {
  const { state } = VIEWS.verified;
  if (state.at !== 'appraised') throw new Error('not an appraised view');
  return headlineOf({ ...VIEWS.verified, badge, state: { ...state, result: { ...result([]), tee } } }, lexicon).sentence;
}

function serviceFor(tee: string, badge: Badge): string {
  const state = { at: 'appraised', problems: [], published: [], result: { ...result([]), tee } } as const;
  const view: ServiceView = { origin: 'https://a.example', adapter: 'near', contacted: true, codeNames: [], badge, state };
  return serviceSentences(view).join(' ');
}

describe.each(MARKS)('the words of %s', (badge) => {
  it.each(['keystone', 'sanctum', 'of a later release'])(
    'do not say of %s that it is closed to someone at the machine',
    (tee) => {
      for (const sentence of [headlineFor(tee, badge), serviceFor(tee, badge)]) {
        expect(sentence).toMatch(OPEN);
        expect(sentence).not.toMatch(CLOSED);
      }
    },
  );

  it.each(['sgx', 'tdx', 'snp', 'nitro'])('say so of %s', (tee) => {
    for (const sentence of [headlineFor(tee, badge), serviceFor(tee, badge)]) {
      expect(sentence).not.toMatch(OPEN);
      expect(sentence).toMatch(CLOSED);
    }
  });
});

it('every kind of hardware whose page says that its memory is open is one of these', () => {
  expect(Object.keys(TEE_NAMES).filter(isOpenToItsOwner)).toEqual(['keystone', 'sanctum']);
  expect(isOpenToItsOwner(null)).toBe(false);
});
