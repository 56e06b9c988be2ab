// Covers: check-run.ts, ask-site.ts, received.ts, ../discovery/forms.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { anyTees, endorsementsIn, instant, needKey } from '../../verifier/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { signX509, selfSigned } from '../../verifier/testing/authority.ts';
import { p256Key, type TestKey } from '../../verifier/testing/keys.ts';
import { tinfoilJune } from '../../../testing/site/forms/tinfoil.ts';
import type { EvidenceRequest } from '../discovery/site-answer.ts';
import { knownBackground } from '../testing/played.ts';
import { observed, ORIGIN, type TestBackground, unobserved } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const TAB = 1;
const JSON_TYPE = 'application/json';
const tinfoil = tinfoilJune(tdxAttester);
const SILENT = { links: [] };
const MARKED = { links: [], fields: ['content-type', 'tinfoil-pt'] };

let background: TestBackground;
let requests: EvidenceRequest[];
const bytes = (body: string | Uint8Array): Uint8Array => (typeof body === 'string' ? new TextEncoder().encode(body) : body);

/** The site answers this; every request is noted. */
function answering(body: (request: EvidenceRequest) => string | Uint8Array, contentType = JSON_TYPE): void {
  background.surroundings.contentType = contentType;
  background.surroundings.say = (_, __, ___, request) => {
    if (request === undefined) throw new Error('nothing was asked');
    requests.push(request);
    return Promise.resolve({ bytes: bytes(body(request)) });
  };
}
const answered = (query: URLSearchParams, key: TestKey): string | Uint8Array => {
  const { certificate } = selfSigned({ subject: 'service', key });
  const sign = (message: Uint8Array): Uint8Array => signX509(key, message);
  return tinfoil.answer({ path: tinfoil.path, query, spki: key.spki, certificate, sign, now: background.surroundings.now }).body;
};
const genuine = ({ url }: EvidenceRequest, key = background.surroundings.tlsKey): string | Uint8Array =>
  answered(new URL(url).searchParams, key);
const refusing = (status: number): void => {
  background.surroundings.say = (_, __, ___, request) => {
    if (request !== undefined) requests.push(request);
    return Promise.resolve({
      problem: { code: 'net.status', fault: 'site', remedy: 'ask-the-site', facts: { host: 'enclave.test', status } },
    });
  };
};
/** Whoever made the hardware gives what its evidence needs. */
function manufacturerAnswers(): void {
  const now = instant(background.surroundings.now);
  const { endorsements } = tdxAttester.attest({ reportData: new Uint8Array(64), nonce: new Uint8Array(32), now });
  const tee = anyTees.find(({ id }) => id === 'tdx');
  const all = endorsements.flatMap((sent) => {
    const found = tee === undefined ? null : endorsementsIn(tee, sent);
    return found?.at === 'read' ? found.value : [];
  });
  background.surroundings.vendors.add('https://vendor.test');
  background.surroundings.sources = [
    {
      id: 'test',
      gives: 'manufacturer',
      hosts: ['https://vendor.test'],
      reveals: 'nothing',
      answers: () => true,
      lasts: () => false,
      fetch(need) {
        const endorsement = all.find((one) => needKey(one.need) === needKey(need));
        if (endorsement === undefined) throw new Error(needKey(need));
        return Promise.resolve({ endorsement, expires: instant(now + 60_000) });
      },
    },
  ];
}
const listed = (): void => {
  const line = { host: 'enclave.test', covers: 'host', adapter: 'tinfoil', references: [], services: [] } as const;
  background.surroundings.directory = { version: 1, issued: '2026-11-29T00:00:00Z', expires: null, sites: [line] };
};
async function outcomeOf(check: string): Promise<string | undefined> {
  const { state } = await background.settled(TAB);
  return state.at === 'appraised' ? state.result.findings.find((one) => one.check === check)?.outcome : state.at;
}

beforeEach(async () => {
  background = await knownBackground();
  requests = [];
});

describe('a site of another form', () => {
  it('that its response announces is asked once, at its own path and with the nonce in its own form', async () => {
    answering(genuine);
    await background.arrive(TAB, MARKED);
    expect(await outcomeOf('binding.report-data')).toBe('pass');
    expect(await outcomeOf('channel.tls-key')).toBe('pass');
    expect(requests.map(({ url }) => url.replace(/[0-9a-f]{64}$/, '<hex>'))).toEqual([
      `${ORIGIN}/.well-known/tinfoil-attestation?nonce=<hex>`,
    ]);
    expect((await background.view(TAB)).state).toMatchObject({ announcedBy: 'response-header' });
  });

  it('gets no green outline for what any site could pass on: evidence without an origin, over a connection that was not seen', async () => {
    await background.accept({ tee: 'tdx', registers: tdxAttester.reference });
    manufacturerAnswers();
    answering(genuine);
    await background.arrive(TAB, { ...MARKED, channel: unobserved('browser-cannot-see') });
    const { state, badge } = await background.settled(TAB);
    expect(state).toMatchObject({ result: { vector: { hardware: 'affirming', freshness: 'affirming', channel: 'none' } } });
    expect(badge).toBe('unavailable');
    await background.arrive(TAB, { ...MARKED, documentId: 'D2' });
    expect((await background.settled(TAB)).badge).toBe('verified');
  });

  it('that stands in the directory is asked the same', async () => {
    listed();
    answering(genuine);
    await background.arrive(TAB, SILENT);
    expect(await outcomeOf('binding.report-data')).toBe('pass');
    expect((await background.view(TAB)).state).toMatchObject({ announcedBy: 'list' });
  });

  it('that answers somebody else’s nonce proves nothing about this visit', async () => {
    const other = `${ORIGIN}/?nonce=${'ab'.repeat(32)}`;
    answering((request) => genuine({ ...request, url: other }));
    await background.arrive(TAB, MARKED);
    expect(await outcomeOf('freshness.nonce')).not.toBe('pass');
    expect((await background.settled(TAB)).badge).not.toBe('verified');
  });

  it('whose evidence names another key than the page’s is asked again over the page’s connection before anything is concluded', async () => {
    const other = p256Key('another node');
    answering((request) => genuine(request, other));
    background.surroundings.carry = (_, nonce) => {
      const query = new URLSearchParams({ nonce: Buffer.from(nonce).toString('hex') });
      return Promise.resolve({ bytes: bytes(answered(query, other)), channel: observed(background.surroundings.tlsKey) });
    };
    background.surroundings.ownChannel = observed(background.surroundings.tlsKey);
    await background.arrive(TAB, MARKED);
    expect(await outcomeOf('channel.tls-key')).toBe('fail');
    expect(background.carried).toEqual([{ origin: ORIGIN, credentials: 'same-origin' }]);
  });

  it('is appraised again from what it answered, without a request', async () => {
    answering(genuine);
    await background.arrive(TAB, MARKED);
    await background.settled(TAB);
    await background.tabs.reappraise(TAB);
    expect(await outcomeOf('binding.report-data')).toBe('pass');
    expect(requests).toHaveLength(1);
  });

  it.each([401, 403])('that wants a key since (%i) is grey, and says so', async (status) => {
    refusing(status);
    await background.arrive(TAB, MARKED);
    expect(await background.settled(TAB)).toMatchObject({
      badge: 'unavailable',
      state: { at: 'unavailable', problem: { code: 'site.asks-for-a-key' } },
    });
  });

  it('that the directory names and that has nothing there (404) is a site like any other', async () => {
    listed();
    refusing(404);
    await background.arrive(TAB, SILENT);
    expect((await background.settled(TAB)).badge).toBe('none');
  });

  it('that the directory names, has nothing there and is pinned is missed', async () => {
    listed();
    refusing(404);
    await background.ports.pins.put({
      origin: ORIGIN,
      pin: 'hard',
      since: '2026-11-01T00:00:00.000Z',
      chosen: true,
      adapter: 'tinfoil',
    });
    await background.arrive(TAB, SILENT);
    expect((await background.settled(TAB)).badge).toBe('missing');
  });

  it.each([
    [
      'of a version that nobody knows',
      '{"format":"https://tinfoil.sh/predicate/attestation/v9","new":1}',
      'document.newer-format',
    ],
    ['that is no JSON object', '["tinfoil"]', 'document.other-format'],
    ['with two members of one name', '{"format":"a","format":"b"}', 'document.malformed'],
    ['that breaks off', '{"format":"https://tinfoil.sh/predicate/attestation/v3","report_data":', 'document.malformed'],
  ])('with an answer %s is grey', async (_, body, code) => {
    answering(() => body);
    await background.arrive(TAB, MARKED);
    expect(await background.settled(TAB)).toMatchObject({ badge: 'unavailable', state: { problem: { code } } });
  });
});

describe('a click at a site of which nothing is known', () => {
  const clicked = async () => {
    await background.arrive(TAB, SILENT);
    await background.tabs.check(TAB);
    return await background.settled(TAB);
  };

  it('makes one request, at the path that several forms share', async () => {
    answering(() => '{"something":"else"}');
    expect(await clicked()).toMatchObject({ badge: 'unavailable', state: { problem: { code: 'document.other-format' } } });
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual(['/.well-known/attestation']);
  });

  it('reads our own form in the answer', async () => {
    expect(await clicked()).toMatchObject({ badge: 'verified', state: { announcedBy: 'click' } });
  });

  it('takes an answer that calls itself ours and is broken for ours', async () => {
    answering(() => '{}', 'application/cmw+json');
    expect((await clicked()).state).toMatchObject({ at: 'unavailable', problem: { code: 'document.malformed' } });
  });
});
