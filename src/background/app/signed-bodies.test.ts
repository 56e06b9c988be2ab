// Covers: signed-bodies.ts, observe-response.ts
import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { digestField, unsignedResponse, type Binding } from '../../verifier/protocol/index.ts';
import { ed25519Key } from '../../verifier/testing/keys.ts';
import type { SignedHead } from '../channel/event.ts';
import { followSignedBodies } from './signed-bodies.ts';
import { arrive, locking, TAB } from '../testing/locked-site.ts';
import { ORIGIN, type TestBackground, unobserved } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const KEY = ed25519Key('http-signature');
const NAMED: Binding['keys'] = [{ use: 'http-signature', key: KEY.spki }];
const PAGE = '<p>hello</p>';
const digestOf = (text: string): Uint8Array => Uint8Array.from(createHash('sha256').update(text).digest());
const body = (text: string, requestId = 'R1') => ({
  tabId: TAB,
  requestId,
  digest: Buffer.from(digestOf(text)).toString('base64'),
});

/** The head of a response that the site has just signed. */
function head(background: TestBackground): SignedHead {
  const at = background.surroundings.now;
  const fields = [['content-type', 'text/html'] as const, digestField(digestOf(PAGE))];
  const answered = { method: 'GET', status: 200, fields };
  const { base, fieldsWith } = unsignedResponse(
    { ...answered, authority: new URL(ORIGIN).host, path: '/', query: '?' },
    { key: KEY.raw, created: at / 1000, expires: at / 1000 + 60 },
  );
  return { ...answered, requestId: 'R1', url: `${ORIGIN}/`, at, fields: [...fields, ...fieldsWith(KEY.sign(base))] };
}

const come = (background: TestBackground, documentId = 'D1', signed: SignedHead | null = head(background)) =>
  background.arrive(TAB, { documentId, channel: unobserved('browser-cannot-see'), signed });

async function found(background: TestBackground): Promise<unknown> {
  await background.ports.visits.inTurn(TAB, () => Promise.resolve());
  const { state, badge } = await background.settled(TAB);
  if (state.at !== 'appraised') return state.at;
  const { outcome, facts } = state.result.findings.find(({ check }) => check === 'channel.tls-key') ?? {};
  return [badge, state.result.vector.channel, outcome, facts?.['because']];
}

const HEADERS = ['unbound', 'warning', 'warn', 'signed-headers'];
const WHOLE = ['unbound', 'warning', 'warn', 'signed-page'];

describe('a page signed by an attested key', () => {
  it('is signed in its headers only, where the body is not exposed', async () => {
    const background = await locking(NAMED);
    await come(background);
    expect(await found(background)).toEqual(HEADERS);
  });

  it('is signed whole once its body was seen, before the document or after it', async () => {
    const early = await locking(NAMED);
    await early.tabs.bodySeen(body(PAGE));
    await come(early);
    expect(await found(early)).toEqual(WHOLE);
    const late = await locking(NAMED);
    await come(late);
    await late.settled(TAB);
    await late.tabs.bodySeen(body(PAGE));
    expect(await found(late)).toEqual(WHOLE);
    expect(late.asked).toHaveLength(1);
  });

  it('is signed whole when its body completes while the document is being appraised', async () => {
    const background = await locking(NAMED);
    let told: Promise<void> | undefined;
    const { locks } = background.ports;
    const observe = locks.observe.bind(locks);
    // Checks just before the look-up what was seen of the response, and again just after.
    vi.spyOn(locks, 'observe').mockImplementation(async (document, warnedOf) => {
      told ??= background.tabs.bodySeen(body(PAGE));
      return await observe(document, warnedOf);
    });
    await come(background);
    await vi.waitUntil(() => told !== undefined, { timeout: 20_000 });
    await told;
    expect(await found(background)).toEqual(WHOLE);
  });

  it('is not signed if its body differs', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    await background.tabs.bodySeen(body('<p>evil</p>'));
    expect(await found(background)).toEqual(['unbound', 'none', 'unknown', 'signed-body-differs']);
  });

  it('has only the body of its own response', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    await background.tabs.bodySeen(body('<p>evil</p>', 'R2'));
    expect(await found(background)).toEqual(HEADERS);
  });

  it('has no body that came before those of 64 other responses', async () => {
    const kept = await locking(NAMED);
    await kept.tabs.bodySeen(body(PAGE));
    for (let at = 1; at < 64; at += 1) await kept.tabs.bodySeen(body('<p>other</p>', `O${String(at)}`));
    await come(kept);
    expect(await found(kept)).toEqual(WHOLE);
    const forgotten = await locking(NAMED);
    await forgotten.tabs.bodySeen(body(PAGE));
    for (let at = 1; at <= 64; at += 1) await forgotten.tabs.bodySeen(body('<p>other</p>', `O${String(at)}`));
    await come(forgotten);
    expect(await found(forgotten)).toEqual(HEADERS);
  });

  it('is appraised once more for its body, and not again for the same', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    const update = vi.spyOn(background.ports.visits, 'update');
    await background.tabs.bodySeen(body(PAGE));
    expect(await found(background)).toEqual(WHOLE);
    update.mockClear();
    await background.tabs.bodySeen(body(PAGE));
    expect(update).not.toHaveBeenCalled();
  });

  it('has its kept answer appraised once more', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    const start = vi.fn();
    await followSignedBodies(background.ports, start).bodySeen(body(PAGE));
    expect(start.mock.calls).toEqual([
      [background.ports.visits.held(TAB), { announcedBy: 'response-header', adapter: 'sealmark' }, 'reappraisal'],
    ]);
  });

  it('is left alone where its tab shows another document by the time that its body is stored', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    vi.spyOn(background.ports.visits, 'update').mockResolvedValueOnce(null);
    await background.tabs.bodySeen(body(PAGE));
    expect(await found(background)).toEqual(HEADERS);
  });

  it('is looked up again by the next worker if this one dies before the result covers its body', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    vi.spyOn(background.ports.locks, 'observe').mockReturnValue(new Promise(() => undefined));
    await background.tabs.bodySeen(body(PAGE));
    await background.restart();
    expect(await found(background)).toEqual(WHOLE);
  });

  it('makes no request to a site that announces nothing, and changes no page that is not signed', async () => {
    const background = await locking(NAMED);
    const unsigned = background.arrive(TAB, { links: [], channel: unobserved('browser-cannot-see') });
    await unsigned;
    await background.tabs.bodySeen(body(PAGE));
    await background.arrive(TAB, { links: [], channel: unobserved('browser-cannot-see'), signed: head(background) });
    await background.tabs.bodySeen(body(PAGE, 'R2'));
    await background.tabs.bodySeen(body(`${PAGE} `));
    expect([await found(background), background.asked]).toEqual(['none', []]);
    // No page at all.
    await background.tabs.bodySeen({ ...body(PAGE), tabId: TAB + 1 });
    expect(background.reported).toEqual([]);
  });

  it.each([true, null])('earns nothing where a service worker may have produced it (%s)', async (controlled) => {
    const background = await locking(NAMED);
    background.surroundings.controlled = controlled;
    await come(background);
    expect(await found(background)).toMatchObject({ 2: 'unknown' });
  });

  it('does not carry over to the next document, and still holds for its own when that returns from the back-forward cache', async () => {
    const background = await locking(NAMED);
    await come(background);
    await background.settled(TAB);
    await arrive(background, 'D2');
    expect(await found(background)).toEqual(['unbound', 'none', 'unknown', 'browser-cannot-see']);
    await come(background, 'D1', null);
    expect(await found(background)).toEqual(HEADERS);
  });
});
