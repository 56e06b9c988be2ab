// Covers: keeper.ts, opensecret.ts, sources.ts, ../state/publisher-lists.ts, ../app/list-schedule.ts, ../app/published-by.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { instant, toBase64, toRfc3339 } from '../../verifier/index.ts';
import { nitroAttester } from '../../verifier/testing/attesters/nitro.ts';
import { p384Key, type TestKey } from '../../verifier/testing/keys.ts';
import { recordedSiteFile } from '../../verifier/testing/site-recordings.ts';
import { keepListsCurrent, LISTS_ALARM } from '../app/list-schedule.ts';
import type { ServiceView } from '../api/services.ts';
import { documentAnswer } from '../testing/site.ts';
import { openTestBackground, type TestBackground } from '../testing/test-background.ts';
import { openSecret } from './opensecret.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const publisher = p384Key('publisher');
const RELEASED = nitroAttester.reference['PCR0'] ?? '';
const OTHER = 'ab'.repeat(48);
const HOST = 'raw.githubusercontent.com';
const DAY_MS = 24 * 60 * 60 * 1000;

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);
const history = (pcr0s: readonly string[], by: TestKey = publisher): Uint8Array<ArrayBuffer> =>
  text(JSON.stringify(pcr0s.map((pcr0) => ({ PCR0: pcr0, PCR1: '', timestamp: 1, signature: toBase64(by.sign(text(pcr0))) }))));

let background: TestBackground;
let asked: string[];
let served: Uint8Array | null;

beforeEach(async () => {
  background = openTestBackground();
  asked = [];
  served = history([OTHER, RELEASED]);
  background.surroundings.publisherSources = [{ ...openSecret, key: toBase64(publisher.spki) }];
  await background.restart();
  background.surroundings.fetchList = (url) => {
    asked.push(url);
    return Promise.resolve(served === null ? { problem: { code: 'net.status', detail: HOST } } : { bytes: served });
  };
});

const turn = (on: boolean) => background.calls['publishers.turn'].run({ id: openSecret.id, on });
const schedule = (): Promise<void> => keepListsCurrent({ ...background.ports, changed: () => Promise.resolve() });

describe('a publisher’s own list', () => {
  it('is requested by nobody who has not turned it on', async () => {
    expect(await background.calls['publishers.list'].run(null)).toMatchObject([{ host: HOST, on: false, releases: null }]);
    await schedule();
    expect(asked).toEqual([]);
    expect(background.alarms.has(LISTS_ALARM)).toBe(false);
  });

  it('is requested when it is turned on, then once a day, and no longer when it is turned off', async () => {
    expect(await turn(true)).toMatchObject([{ on: true, releases: 2, problem: null }]);
    await schedule();
    expect(asked).toEqual(openSecret.urls);
    expect(background.alarms.get(LISTS_ALARM)).toBeGreaterThan(background.surroundings.now);
    background.surroundings.now += 2 * DAY_MS;
    await schedule();
    expect(asked).toHaveLength(2);
    expect(await turn(false)).toMatchObject([{ on: false, releases: null }]);
    background.surroundings.now += 2 * DAY_MS;
    await schedule();
    expect(asked).toHaveLength(2);
    expect(background.alarms.has(LISTS_ALARM)).toBe(false);
  });

  it.each<[string, () => Uint8Array | null, string]>([
    ['signed by somebody else', () => history([OTHER], p384Key('stranger')), 'publisher.signature'],
    ['that is no list', () => text('<!doctype html>'), 'publisher.malformed'],
    ['that cannot be had', () => null, 'net.status'],
  ])('%s does not replace the one before, and is tried again sooner', async (_, answer, code) => {
    await turn(true);
    served = answer();
    expect(await turn(true)).toMatchObject([{ on: true, releases: 2, problem: { code } }]);
    background.surroundings.now += 4 * 60 * 60 * 1000;
    served = history([OTHER]);
    await schedule();
    expect(await background.calls['publishers.list'].run(null)).toMatchObject([{ releases: 1, problem: null }]);
  });

  it('stays off when it is turned off while its answer is on the way', async () => {
    await turn(true);
    background.surroundings.now += 2 * DAY_MS;
    let arrive = (): void => undefined;
    const requested = new Promise<void>((begun) => {
      background.surroundings.fetchList = () => {
        begun();
        return new Promise((resolve) => {
          arrive = () => {
            resolve({ bytes: history([OTHER]) });
          };
        });
      };
    });
    const refreshed = schedule();
    await requested;
    await turn(false);
    arrive();
    await refreshed;
    expect(await background.calls['publishers.list'].run(null)).toMatchObject([{ on: false, releases: null }]);
    expect(background.alarms.has(LISTS_ALARM)).toBe(false);
  });

  it('is on from the click, even if the worker dies before an answer comes', async () => {
    background.surroundings.fetchList = () => new Promise(() => undefined);
    void turn(true);
    await vi.waitFor(
      async () => {
        expect(await background.calls['publishers.list'].run(null)).toMatchObject([{ on: true, releases: null, problem: null }]);
      },
      { timeout: 20_000 },
    );
  });

  it('of a name that the release does not know is not requested', async () => {
    await background.calls['publishers.turn'].run({ id: 'somebody', on: true });
    const nothing = { checkedAt: null, text: null, releases: null, problem: null };
    const record = { format: 1, id: 'earlier', triedAt: '2026-11-20T00:00:00Z', ...nothing };
    await background.tables.put('publisher-lists', 'earlier', record);
    await schedule();
    expect(asked).toEqual([]);
    expect(background.alarms.has(LISTS_ALARM)).toBe(false);
  });

  it('of OpenSecret, recorded, holds under the key of this release', async () => {
    const bytes = recordedSiteFile('opensecret/pcrProdHistory.json');
    if (bytes === null) return;
    background.surroundings.publisherSources = [openSecret];
    await background.restart();
    served = bytes;
    expect(await turn(true)).toMatchObject([{ releases: 134, problem: null }]);
  });
});

describe('code of a service that its publisher’s list names', () => {
  const API = 'https://enclave.test';

  /** Maple’s page, the service behind it, and a click on its row. */
  async function checked(): Promise<ServiceView['state']> {
    const line = { covers: 'host', references: [], services: [] } as const;
    background.surroundings.directory = {
      version: 1,
      issued: '2026-11-20T00:00:00Z',
      expires: null,
      sites: [
        { ...line, host: 'chat.test', adapter: null, services: ['enclave.test'] },
        { ...line, host: 'enclave.test', adapter: 'maple' },
      ],
    };
    background.surroundings.contentType = 'application/json';
    background.surroundings.say = (_origin, _nonce, _signal, request) => {
      const uuid = request?.url.split('/').at(-1) ?? '';
      const { evidence } = nitroAttester.attest({
        reportData: new Uint8Array(64),
        nonce: text(uuid),
        publicKey: new Uint8Array(32).fill(9),
        now: instant(background.surroundings.now),
      });
      return Promise.resolve({ bytes: text(JSON.stringify({ attestation_document: toBase64(evidence) })) });
    };
    await background.arrive(1, { url: 'https://chat.test/', documentId: 'D', links: [] });
    await background.services.check(1, 'D', API);
    const settled = async (): Promise<ServiceView['state'] | null> => {
      const [row] = (await background.view(1)).services;
      return row === undefined || row.state.at === 'checking' ? null : row.state;
    };
    return await vi.waitUntil(settled, { timeout: 20_000 });
  }

  const published = (state: ServiceView['state']) => (state.at === 'appraised' ? state.published : state);
  const word = { holds: true, kind: 'publisher-list', identity: openSecret.publisher, registers: ['PCR0'], namesCode: true };

  it('is its publisher’s word, and makes no code known', async () => {
    await turn(true);
    const state = await checked();
    expect(background.reported).toEqual([]);
    expect(published(state)).toMatchObject([word]);
    expect(state.at === 'appraised' ? state.result.vector.executables : null).toBe('none');
  });

  it('has no word while the list is off, nor where it names other code', async () => {
    expect(published(await checked())).toEqual([]);
    served = history([OTHER]);
    await turn(true);
    expect(published(await checked())).toEqual([]);
  });

  it('has its word only as long as the list is on, also in a row that was checked before', async () => {
    await turn(true);
    expect(published(await checked())).toMatchObject([word]);
    await turn(false);
    expect((await background.view(1)).services).toMatchObject([{ state: { at: 'unchecked' } }]);
  });

  it('sends no request for the list', async () => {
    await turn(true);
    await checked();
    expect(asked).toHaveLength(1);
  });

  it('has no word once the stored text was changed', async () => {
    await turn(true);
    const date = toRfc3339(instant(background.surroundings.now));
    const forged = new TextDecoder().decode(history([RELEASED], p384Key('stranger')));
    const record = { format: 1, id: openSecret.id, triedAt: date, checkedAt: date, text: forged, releases: 1, problem: null };
    await background.tables.put('publisher-lists', openSecret.id, record);
    expect(published(await checked())).toEqual([]);
  });
});

describe('code of the page’s own site that its publisher’s list names', () => {
  const words = async () => {
    const { state } = await background.settled(1);
    return state.at === 'appraised' ? state.code.published : state;
  };

  beforeEach(async () => {
    background.surroundings.say = (origin, nonce) =>
      Promise.resolve({
        bytes: documentAnswer({
          origin,
          nonce,
          keys: [background.surroundings.tlsKey],
          now: background.surroundings.now,
          attester: nitroAttester,
        }),
      });
    await background.arrive(1);
  });

  it('has its publisher’s word from the moment that the list is turned on until it is turned off, without a reload', async () => {
    expect(await words()).toEqual([]);
    await turn(true);
    expect(await words()).toMatchObject([{ kind: 'publisher-list', identity: openSecret.publisher }]);
    await turn(false);
    expect(await words()).toEqual([]);
  });

  it('is not appraised again where the list says nothing about it', async () => {
    served = history([OTHER]);
    await words();
    const { length } = background.shown;
    await turn(true);
    expect([await words(), background.shown.length]).toEqual([[], length]);
  });
});
