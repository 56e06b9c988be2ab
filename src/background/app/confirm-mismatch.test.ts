import { describe, expect, it, vi } from 'vitest';
import type { Badge } from '../api/badge.ts';
import type { SiteView } from '../api/site-view.ts';
import { sgxAttester } from '../../verifier/testing/attesters/dcap.ts';
import type { Fault } from '../../verifier/testing/attester.ts';
import { p256Key, type TestKey } from '../../verifier/testing/keys.ts';
import { answering } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { observed, openTestBackground, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const other = p256Key('somebody else');

const answer =
  ({ surroundings }: TestBackground, key: TestKey, fault?: Fault): TestBackground['surroundings']['say'] =>
  (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({ origin, nonce, keys: [key], now: surroundings.now, ...(fault === undefined ? {} : { fault }) }),
    });

/**
 * A page over the other key, whose evidence names that key and was made with this fault; then one over the same key, while all
 * evidence names the site's own.
 */
async function namedEarlier(fault?: Fault): Promise<readonly SiteView[]> {
  const background = openTestBackground();
  const { surroundings } = background;
  await background.accept({ tee: 'sgx', registers: sgxAttester.reference });
  surroundings.say = answer(background, other, fault);
  surroundings.ownChannel = observed(other);
  await background.arrive(TAB, { channel: observed(other) });
  const before = await background.settled(TAB);
  surroundings.say = answering(background);
  surroundings.carry = (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({ origin, nonce, keys: [surroundings.tlsKey], now: surroundings.now }),
      channel: observed(other),
    });
  await background.arrive(TAB, { channel: observed(other) });
  return [before, await background.settled(TAB)];
}

const badges = async (fault?: Fault): Promise<readonly Badge[]> => (await namedEarlier(fault)).map(({ badge }) => badge);

describe('a key that evidence of this origin named earlier, and that today’s does not name', () => {
  it('may be that of a node whose TLS session another one resumed, and is amber', async () => {
    expect(await badges()).toEqual(['verified', 'caution']);
  });

  it.each<[string, Fault, Badge]>([
    ['runs code that nobody knows yet', 'other-code', 'unaudited'],
    ['lacks patches', 'out-of-date', 'caution'],
    ['has a configuration of its host’s', 'host-chosen', 'caution'],
  ])('is amber, never red, when the node %s', async (_, fault, badge) => {
    expect(await badges(fault)).toEqual([badge, 'caution']);
  });

  it('is red when that evidence failed: then it named nothing', async () => {
    const [before, now] = await namedEarlier('debug');
    expect([before?.badge, now?.badge]).toEqual(['failed', 'failed']);
    const findings = now?.state.at === 'appraised' ? now.state.result.findings : [];
    expect(findings.find(({ check }) => check === 'channel.tls-key')).toMatchObject({
      outcome: 'fail',
      facts: { because: 'other-key' },
    });
  });
});
