import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anyTees, instant, needKey, parseRfc3339, type Endorsement, type Evidence, type Need } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../verifier/protocol/index.ts';
import { issueList, issueVek, testAmd } from '../../verifier/testing/snp/authority.ts';
import { made, type Change } from '../../verifier/testing/snp/appraised.ts';
import { filler, GENOA_REPORT, GENOA_TCB, TURIN_REPORT, TURIN_TCB } from '../../verifier/testing/snp/report-writer.ts';
import { toHex } from '../../verifier/index.ts';
import type { KeptEndorsement } from '../state/endorsement-store.ts';
import type { Records } from '../state/records.ts';
import { amdKds } from './amd-kds.ts';
import { NO_DISTRUST } from './distrust.ts';
import { gather, keep, type Gathered, type GatherPorts } from './gather.ts';
import { rateLimit } from './rate-limit.ts';

const CHIP = toHex(GENOA_REPORT.chipId);
const NEED: Need = { kind: 'snp.vek', line: 'Genoa', chipId: CHIP, blSPL: '10', teeSPL: '0', snpSPL: '27', ucodeSPL: '86' };
const VEK = issueVek(testAmd('Genoa'), { chipId: GENOA_REPORT.chipId, tcb: GENOA_TCB }).certificate;
const CRL = issueList(testAmd('Genoa'));
const VEK_PATH = `/vcek/v1/Genoa/${CHIP}?blSPL=10&teeSPL=00&snpSPL=27&ucodeSPL=86`;
const signal = new AbortController().signal;

/** AMD's service for a test: path and query → answer. */
const service = vi.fn<(path: string) => Response>();
const asked = (): readonly string[] => service.mock.calls.map(([path]) => path);
const found = (bytes: Uint8Array<ArrayBuffer>) => (): Response => new Response(bytes, { status: 200 });

beforeEach(() => {
  service.mockReset();
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const { origin, pathname, search } = new URL(url);
    expect(origin).toBe('https://kdsintf.amd.com');
    expect(init).toMatchObject({ credentials: 'omit', redirect: 'manual', cache: 'no-store', referrerPolicy: 'no-referrer' });
    expect(init.headers).toEqual({ 'accept-language': '*' });
    return Promise.resolve(service(pathname + search));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

describe('AMD’s key distribution service', () => {
  it('is asked for a chip’s certificate by chip and patch levels', async () => {
    service.mockImplementation(found(plain(VEK)));
    const fetched = await amdKds.fetch(NEED, signal);
    expect(asked()).toEqual([VEK_PATH]);
    expect(fetched).toEqual({ endorsement: { need: NEED, bytes: VEK }, expires: parseRfc3339('2032-01-01T00:00:00Z', 'date') });
  });

  it('is asked for a chip of Turin by 8 bytes and with FMC', async () => {
    const vek = issueVek(testAmd('Turin'), { chipId: TURIN_REPORT.chipId, tcb: TURIN_TCB }).certificate;
    service.mockImplementation(found(plain(vek)));
    const opened = anyTees.find(({ id }) => id === 'snp')?.open(made({ line: 'Turin' }).evidence);
    const need = opened?.needs([])[0];
    if (need === undefined) throw new Error('nothing is needed');
    expect(amdKds.answers(need)).toBe(true);
    expect(await amdKds.fetch(need, signal)).toMatchObject({ endorsement: { need } });
    const chip = toHex(TURIN_REPORT.chipId.filter((_, index) => index < 8));
    expect(asked()).toEqual([`/vcek/v1/Turin/${chip}?fmcSPL=01&blSPL=01&teeSPL=01&snpSPL=04&ucodeSPL=81`]);
  });

  it('is asked for a line’s revocation list', async () => {
    service.mockImplementation(found(plain(CRL)));
    const need = { kind: 'snp.crl', line: 'Genoa' };
    expect(await amdKds.fetch(need, signal)).toEqual({
      endorsement: { need, bytes: CRL },
      expires: parseRfc3339('2026-12-15T00:00:00Z', 'date'),
    });
    expect(asked()).toEqual(['/vcek/v1/Genoa/crl']);
  });

  it.each<[string, Need]>([
    ['a VLEK', { ...NEED, kind: 'snp.vlek' }],
    ['a hidden chip', { ...NEED, chipId: 'masked' }],
    ['a chip of another length', { ...NEED, chipId: CHIP.slice(2) }],
    ['a chip that is a path', { ...NEED, chipId: `../${CHIP.slice(3)}` }],
    ['a line that nobody knows', { ...NEED, line: 'Rome' }],
    ['a line that is a path', { kind: 'snp.crl', line: '../x' }],
    ['a level over 255', { ...NEED, ucodeSPL: '256' }],
    ['a level that is none', { ...NEED, ucodeSPL: '8&x=1' }],
    ['a chip without a level', Object.fromEntries(Object.entries(NEED).filter(([name]) => name !== 'snpSPL')) as Need],
    ['Intel’s', { kind: 'dcap.tcb-info', fmspc: '00' }],
  ])('cannot be asked for %s', async (_, need) => {
    expect(amdKds.answers(need)).toBe(false);
    expect(await amdKds.fetch(need, signal)).toMatchObject({ code: 'endorsement.unavailable' });
    expect(asked()).toEqual([]);
  });

  it.each<[string, () => Response, string]>([
    ['429', () => new Response('', { status: 429, headers: { 'retry-after': '7' } }), 'net.status'],
    ['404', () => new Response('', { status: 404 }), 'net.status'],
    ['a web page', () => new Response('<html>'), 'endorsement.unavailable'],
    ['nothing', () => new Response(''), 'endorsement.unavailable'],
    [
      'another chip’s certificate',
      found(plain(issueVek(testAmd('Genoa'), { chipId: filler(9, 64), tcb: GENOA_TCB }).certificate)),
      'endorsement.unavailable',
    ],
    ['a list in place of a certificate', found(plain(CRL)), 'endorsement.unavailable'],
    ['a certificate cut short', found(plain(VEK.filter((_, index) => index < 900))), 'endorsement.unavailable'],
    ['more than it can be', found(new Uint8Array(64 * 1024 + 1)), 'net.too-large'],
  ])('that answers %s has not answered', async (_, answer, code) => {
    service.mockImplementation(answer);
    expect(await amdKds.fetch(NEED, signal)).toMatchObject({ code, fault: 'vendor' });
  });

  it('may say in either form how long to leave it alone', async () => {
    service.mockImplementation(() => new Response('', { status: 429, headers: { 'retry-after': '7' } }));
    expect(await amdKds.fetch(NEED, signal)).toMatchObject({ facts: { status: 429, retryAfter: 7 } });
    vi.setSystemTime('2026-11-29T12:00:00.900Z');
    const date = 'Sun, 29 Nov 2026 12:01:30 GMT';
    service.mockImplementation(() => new Response('', { status: 503, headers: { 'retry-after': date } }));
    const answer = await amdKds.fetch(NEED, signal);
    const wait = 'facts' in answer ? answer.facts['retryAfter'] : undefined;
    expect(wait).toBe(90);
  });
});

describe('gathering for a report', () => {
  const day = 24 * 60 * 60 * 1000;

  /** A browser's store, a clock, and AMD on a good day. */
  function setting() {
    let time = parseRfc3339('2026-11-01T12:00:00Z', 'now') as number;
    const store = new Map<string, KeptEndorsement>();
    const kept: Records<KeptEndorsement> = {
      get: (key) => Promise.resolve(store.get(key) ?? null),
      list: () => Promise.resolve([...store.values()]),
      put: (value) => Promise.resolve(void store.set(value.key, value)),
      remove: (key) => Promise.resolve(void store.delete(key)),
    };
    const now = () => instant(time);
    const ports: GatherPorts = {
      sources: [amdKds],
      kept,
      rateLimit: rateLimit(now, { read: () => Promise.resolve(null), write: () => Promise.resolve() }),
      mayAsk: () => Promise.resolve(true),
      privateApart: true,
      now,
    };
    service.mockImplementation((path) => (path.endsWith('/crl') ? found(plain(CRL)) : found(plain(VEK)))());
    const visit = async (
      change: Change = {},
      useCache = true,
      keeps = true,
      supplied: readonly Endorsement[] = [],
    ): Promise<Gathered> => {
      const { evidence }: { readonly evidence: Evidence } = made(change);
      const opened = anyTees.find(({ id }) => id === 'snp')?.open(evidence);
      if (opened === undefined) throw new Error('no such TEE');
      const gathered = await gather(ports, {
        needs: (have) => opened.needs(have),
        missing: (have, at) => opened.missing(have, at),
        judgedAt: now(),
        supplied,
        useCache,
        distrust: NO_DISTRUST,
        before: [],
        waiting: () => Promise.resolve(),
        site: 'enclave.test',
        private: false,
        signal,
      });
      if (keeps) await keep(ports, gathered.fetched);
      return gathered;
    };
    return { visit, store, pass: (milliseconds: number) => (time += milliseconds) };
  }

  it('asks AMD once for a chip and its levels, ever, and for the list once a day', async () => {
    const { visit, pass } = setting();
    expect((await visit()).endorsements.map(({ need }) => needKey(need))).toEqual([needKey(NEED), 'snp.crl?line=Genoa']);
    for (let days = 0; days < 20; days += 1) {
      pass(day);
      const { endorsements, problems } = await visit();
      expect(endorsements).toHaveLength(2);
      expect(problems).toEqual([]);
    }
    expect(asked().filter((path) => path === VEK_PATH)).toHaveLength(1);
    expect(asked().filter((path) => path.endsWith('/crl'))).toHaveLength(21);
  });

  it('asks once for two tabs that open together', async () => {
    const { visit } = setting();
    await Promise.all([visit(), visit()]);
    expect(asked()).toHaveLength(2);
  });

  it('asks again when a verdict failed, but not within a day', async () => {
    const { visit, pass } = setting();
    await visit();
    await visit({}, false);
    expect(asked().filter((path) => path === VEK_PATH)).toHaveLength(1);
    pass(day);
    await visit({}, false);
    expect(asked().filter((path) => path === VEK_PATH)).toHaveLength(2);
  });

  it('keeps nothing for a private window', async () => {
    const { visit, store } = setting();
    await visit({}, true, false);
    expect(store.size).toBe(0);
  });

  it('asks nobody when the site sent what is needed, and AMD when that has expired', async () => {
    const { visit } = setting();
    const read = anyTees.find(({ id }) => id === 'snp')?.documents[ENDORSEMENT_MEDIA_TYPE.snpCertificates];
    await visit({}, true, true, [...(read?.(VEK) ?? []), ...(read?.(CRL) ?? [])]);
    expect(asked()).toEqual([]);
    const stale = issueList(testAmd('Genoa'), { nextUpdate: '2026-10-31T00:00:00Z' });
    await visit({}, true, true, [...(read?.(VEK) ?? []), ...(read?.(stale) ?? [])]);
    expect(asked()).toEqual(['/vcek/v1/Genoa/crl']);
  });

  it('reports what it could not get when AMD wants to be left alone, and does not insist', async () => {
    const { visit, pass } = setting();
    service.mockImplementation(() => new Response('', { status: 429, headers: { 'retry-after': '60' } }));
    const first = await visit();
    expect(first.endorsements).toEqual([]);
    expect(first.problems).toContainEqual(
      expect.objectContaining({ code: 'endorsement.unavailable', facts: expect.objectContaining({ status: 429 }) as unknown }),
    );
    const before = asked().length;
    await visit();
    expect(asked()).toHaveLength(before);
    pass(60_000);
    await visit();
    expect(asked().length).toBeGreaterThan(before);
  });

  it('asks nobody for a VLEK', async () => {
    const { visit } = setting();
    const { problems } = await visit({ vlek: true });
    expect(asked()).toEqual(['/vcek/v1/Genoa/crl']);
    expect(problems).toMatchObject([{ code: 'endorsement.unavailable', facts: { need: 'snp.vlek' } }]);
  });
});
