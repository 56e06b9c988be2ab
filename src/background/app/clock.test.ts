import { describe, expect, it, vi } from 'vitest';
import { attesters } from '../../verifier/testing/attesters/all.ts';
import { documentAnswer } from '../testing/site.ts';
import { instant } from '../../verifier/index.ts';
import { openTestBackground } from '../testing/test-background.ts';

import { clockBeforeRelease, RELEASED_AT } from './clock.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// A device in a register is looked up in a ledger, which is not turned on for these visits.
const named = attesters
  .filter((attester) => attester.registered === undefined)
  .map((attester) => [`${attester.tee} ${attester.evidenceType}`, attester] as const);

type Named = (typeof named)[number][1];

async function seenWith(attester: Named, skew: number) {
  const background = openTestBackground();
  await background.accept({ tee: attester.tee, registers: attester.reference });
  const truth = background.surroundings.now;
  background.surroundings.now = truth + skew;
  background.surroundings.say = (origin, nonce) =>
    Promise.resolve({ bytes: documentAnswer({ attester, origin, nonce, keys: [background.surroundings.tlsKey], now: truth }) });
  await background.arrive(1);
  return await background.settled(1);
}

describe.each(named)('an honest site that attests by %s', (_, attester) => {
  it.each([-3650, -365, -40, -2, -5 / 24, -1 / 144, 1 / 144, 5 / 24, 2, 40, 365, 3650, 40 * 365])(
    'is not red for a clock that is %d days off',
    async (days) => {
      const view = await seenWith(attester, days * DAY);
      expect(['failed', 'missing']).not.toContain(view.badge);
      if (view.badge === 'unavailable' && days > 1000) expect(view.state).not.toHaveProperty('problem.code', 'internal');
    },
  );
});

describe('a clock that is hours ahead', () => {
  it('makes a Nitro site grey, whose certificates last three hours', async () => {
    const nitro = named.find(([name]) => name.startsWith('nitro'))?.[1];
    if (nitro === undefined) throw new Error('no attester');
    expect(await seenWith(nitro, 5 * HOUR)).toMatchObject({
      badge: 'unavailable',
      state: { at: 'unavailable', problem: { code: 'clock.ahead', fault: 'user', remedy: 'check-clock' } },
    });
  });
});

describe('a clock that shows a time before this release', () => {
  it.each([-1, -365, -3650])('is said to be behind, %d days before it: nothing is green by it', async (days) => {
    const attester = named[0]?.[1];
    if (attester === undefined) throw new Error('no attester');
    const background = openTestBackground();
    await background.accept({ tee: attester.tee, registers: attester.reference });
    // Everything that the site shows is of that time, as an attacker who can set the clock would have it.
    background.surroundings.now = RELEASED_AT + days * DAY;
    await background.arrive(1);
    expect(await background.settled(1)).toMatchObject({
      badge: 'unavailable',
      state: { at: 'unavailable', problem: { code: 'clock.behind', facts: { released: '2026-11-25T00:00:00.000Z' } } },
    });
  });

  it('is not, in the first moment of the release', () => {
    expect(clockBeforeRelease({ tier: 'affirming' }, RELEASED_AT)).toBeNull();
    expect(clockBeforeRelease({ tier: 'affirming' }, instant(RELEASED_AT - 1))).not.toBeNull();
    expect(clockBeforeRelease({ tier: 'contraindicated' }, instant(0))).toBeNull();
  });
});
