import { describe, expect, it, vi } from 'vitest';
import type { Badge } from '../api/badge.ts';
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
 * A page over the other key, whose evidence names that key; then one over the same key, while all evidence names the site's own.
 */
async function namedEarlier(how: {
  readonly fault?: Fault;
  readonly known: 'first' | 'between' | 'never';
}): Promise<readonly Badge[]> {
  const background = openTestBackground();
  const { surroundings } = background;
  const know = () => background.accept({ tee: 'sgx', registers: sgxAttester.reference });
  if (how.known === 'first') await know();
  surroundings.say = answer(background, other, how.fault);
  await background.arrive(TAB, { channel: observed(other) });
  const before = await background.settled(TAB);
  if (how.known === 'between') await know();
  surroundings.say = answering(background);
  surroundings.carry = (origin, nonce) =>
    Promise.resolve({
      bytes: documentAnswer({ origin, nonce, keys: [surroundings.tlsKey], now: surroundings.now }),
      channel: observed(other),
    });
  surroundings.ownChannel = observed(other);
  await background.arrive(TAB, { channel: observed(other) });
  return [before.badge, (await background.settled(TAB)).badge];
}

describe('a key named by earlier evidence of this origin, which now serves no evidence naming it', () => {
  it('is a node of the site, and amber, if that evidence was as good', async () => {
    expect(await namedEarlier({ known: 'first' })).toEqual(['verified', 'caution']);
  });

  it('is an interceptor, and red, if that evidence was of other, unknown code', async () => {
    expect(await namedEarlier({ known: 'first', fault: 'other-code' })).toEqual(['unaudited', 'failed']);
  });

  it('is an interceptor, and red, if that platform lacked patches', async () => {
    expect(await namedEarlier({ known: 'first', fault: 'out-of-date' })).toEqual(['caution', 'failed']);
  });

  it('is an interceptor, and red, if the host chose its configuration', async () => {
    expect(await namedEarlier({ known: 'first', fault: 'host-chosen' })).toEqual(['caution', 'failed']);
  });

  it('is a node of the site, and amber, if the same code became known since', async () => {
    expect(await namedEarlier({ known: 'between' })).toEqual(['unaudited', 'caution']);
  });

  it('is amber while the site’s own code is no better known: an interceptor could be blue anyway', async () => {
    expect(await namedEarlier({ known: 'never', fault: 'other-code' })).toEqual(['unaudited', 'caution']);
  });
});
