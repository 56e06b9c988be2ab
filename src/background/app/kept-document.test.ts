import { describe, expect, it, vi } from 'vitest';
import { fromBase64, instant, needKey } from '../../verifier/index.ts';
import { answering, knownBackground } from '../testing/played.ts';
import { documentAnswer } from '../testing/site.ts';
import { neutral } from './held-visit.ts';
import { keptDocument, sentDocument, toKeep } from './kept-document.ts';
import type { Ports } from './ports.ts';
import type { Visit } from './visit.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const reply = (bytes: Uint8Array) => ({ status: 200, contentType: null, bytes });

it.each([
  ['an ordinary document is kept with its tab, so that another allowlist needs no request', 0, 1],
  ['a document larger than most is asked for again instead of filling the session’s storage', 70_000, 2],
])('%s', async (_, padding, requests) => {
  const background = await knownBackground();
  const honest = answering(background);
  background.surroundings.say = async (origin, nonce, signal) => {
    const received = await honest(origin, nonce, signal);
    if (!('bytes' in received)) return received;
    return { bytes: Uint8Array.of(...received.bytes, ...new Uint8Array(padding).fill(0x20)) };
  };
  await background.arrive(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  expect(JSON.stringify([...background.session.values]).length).toBeLessThan(80_000);
  await background.tabs.reappraise(TAB);
  expect((await background.settled(TAB)).badge).toBe('verified');
  expect(background.asked).toHaveLength(requests);
});

describe('the document that an appraisal rests on', () => {
  const AT = '2026-11-25T08:00:00.000Z';
  const NOW = Date.parse(AT);
  const ports = { now: () => instant(NOW), random: (length: number) => new Uint8Array(length) };
  const fresh = neutral(1, { origin: null, documentId: 'D1' }, null, ports);
  const stated = { nonce: Uint8Array.of(1), replies: [reply(Uint8Array.of(2, 3)), null] };
  const received = { ...stated, fetched: [] };
  const portsOver = (visit: Visit | null, later = 0): Ports =>
    ({ visits: { read: () => Promise.resolve(visit) }, now: () => instant(NOW + later) }) as unknown as Ports;
  const kept = (visit: Visit | null, later?: number, id = fresh.id) => keptDocument(portsOver(visit, later), { tabId: 1, id });
  const supplied = { ...fresh, lastDocument: toKeep(received, instant(NOW)) };

  it('is kept up to 64 KiB', () => {
    expect(toKeep(received, instant(NOW))).toEqual({ nonce: 'AQ==', replies: ['AgM=', null], at: AT, fromLedger: [] });
    expect(toKeep({ ...received, replies: [reply(new Uint8Array(64 * 1024))] }, instant(NOW))).not.toBeNull();
    expect(
      toKeep({ ...received, replies: [reply(new Uint8Array(64 * 1024)), reply(new Uint8Array(1))] }, instant(NOW)),
    ).toBeNull();
  });

  it('is reused for five minutes, and says nothing about the connection', async () => {
    const five = 5 * 60 * 1000;
    for (const later of [0, five]) {
      const again = await kept(supplied, later);
      expect(again).toMatchObject(stated);
      expect(await again?.observed()).toEqual({ kind: 'unobserved', because: 'no-request-seen' });
    }
    for (const later of [-1, five + 1]) expect(await kept(supplied, later)).toBeNull();
  });

  const fromLedger = (size: number, from: 'list' | 'manufacturer' = 'list') => {
    const need = { kind: 'keystone.device', key: String(size).padStart(64, '0') } as const;
    const endorsement = { need, bytes: new Uint8Array(size).fill(7) };
    return { from, record: { key: needKey(need), endorsement, fetchedAt: instant(NOW), expires: instant(NOW) } };
  };
  const sizes = (document: ReturnType<typeof toKeep>) =>
    document?.fromLedger.map(({ bytes }) => fromBase64(bytes, 'kept').length);

  it('keeps what a ledger answered, a few answers of a few kilobytes, and what nobody else did', () => {
    const keeping = (...fetched: ReturnType<typeof fromLedger>[]) => sizes(toKeep({ ...stated, fetched }, instant(NOW)));
    expect(keeping(fromLedger(1), fromLedger(2, 'manufacturer'))).toEqual([1]);
    expect(keeping(fromLedger(4096), fromLedger(4097))).toEqual([4096]);
    expect(keeping(...[1, 2, 3, 4, 5].map((size) => fromLedger(size)))).toEqual([1, 2, 3, 4]);
  });

  it('gives that back for itself alone: elsewhere it would count as expired', async () => {
    const one = fromLedger(3);
    const again = await kept({ ...fresh, lastDocument: toKeep({ ...stated, fetched: [one] }, instant(NOW)) }, 5);
    expect(again?.fromLedger).toEqual([one]);
  });

  it('is as old as when it was sent, however often it is appraised again', async () => {
    const again = await kept(supplied, 60_000);
    expect(again?.sentAt).toBe(NOW);
    if (again === null) throw new Error('not kept');
    expect(toKeep({ ...again, fetched: [] }, instant(NOW + 60_000))?.at).toBe(AT);
  });

  it('tells what the site said, however long ago', () => {
    expect(sentDocument(fresh)).toBeNull();
    const site = (lastDocument: Visit['lastDocument']): Visit => ({
      ...fresh,
      origin: 'https://enclave.test',
      adapter: 'sealmark',
      lastDocument,
    });
    expect(sentDocument(site(supplied.lastDocument))).toBeNull();
    const bytes = documentAnswer({ origin: 'https://enclave.test', nonce: new Uint8Array(32), keys: [], now: NOW });
    const sent = toKeep({ ...received, replies: [reply(bytes)] }, instant(NOW));
    expect(sentDocument(site(sent))?.binding).toMatchObject({ origin: 'https://enclave.test' });
  });

  it('belongs to exactly this visit', async () => {
    expect(await kept(supplied, 0, 'another')).toBeNull();
    expect(await kept(null)).toBeNull();
    expect(await kept(fresh)).toBeNull();
  });
});
