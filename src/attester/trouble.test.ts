// Covers: quoter.ts, own-evidence.ts, attester.ts, well-known.ts
import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { webCrypto } from '../verifier/index.ts';
import { tdxAttester } from '../verifier/testing/attesters/dcap.ts';
import type { Fault } from '../verifier/testing/attester.ts';
import { p256Key } from '../verifier/testing/keys.ts';
import { AttesterError, Busy } from './attester-error.ts';
import { attester, type Attester } from './attester.ts';
import { readOnce } from './endorsements/read-once.ts';
import { inTurn } from './in-turn.ts';
import { keptQuote } from './kept-quote.ts';
import type { AttesterOptions } from './options.ts';
import { quoter, type Quote } from './quoter.ts';
import type { EvidenceSource } from './source.ts';

const { spki } = p256Key('service');
const honest = simulatedSource(tdxAttester);

type Make = EvidenceSource['make'];

/** Honest at the start, then replaced by the test; counts requests. */
function troubled(): { source: EvidenceSource; asked: () => number; then: (make: Make) => void } {
  let make: Make = (request) => honest.make(request);
  let asked = 0;
  return {
    source: {
      name: 'the platform',
      make: (request) => {
        asked += 1;
        return make(request);
      },
    },
    asked: () => asked,
    then: (next) => {
      make = next;
    },
  };
}

const started = (source: EvidenceSource, changes: Partial<AttesterOptions> = {}): Promise<Attester> =>
  attester({
    origin: 'https://service.example',
    tls: { spki },
    source,
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    log: () => undefined,
    ...changes,
  });

const visit = (kit: Attester): Promise<Response | null> =>
  kit.handle(new Request(`https://x/.well-known/attestation?nonce=${randomBytes(32).toString('base64url')}`));

const fails = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

/** The error with which something refuses. */
const refusal = (promise: Promise<unknown>): Promise<AttesterError> =>
  promise.then(
    () => {
      throw new Error('it did not refuse');
    },
    (error: unknown) => {
      if (error instanceof AttesterError) return error;
      throw error;
    },
  );

describe('an attester refuses to start', () => {
  it.each<[Fault, string]>([
    ['debug', 'debug mode'],
    ['host-chosen', 'The host chose MRCONFIGID'],
    ['wrong-report-data', 'other report data'],
    ['tampered', 'does not verify'],
    ['wrong-key', 'does not verify'],
    ['revoked', 'does not verify'],
    ['truncated', 'is no dcap-quote'],
  ])('with evidence that is %s, with a sentence and a remedy', async (fault, sentence) => {
    const error = await refusal(started(simulatedSource(tdxAttester, { fault })));
    expect(error.message).toContain(sentence);
    expect(error.remedy).toMatch(/\.$/);
  });

  it('with evidence over other report data, if no endorsement is available to authenticate it', async () => {
    const source = simulatedSource(tdxAttester, { fault: 'wrong-report-data', sendEndorsements: false });
    expect((await refusal(started(source))).code).toBe('report-data');
  });

  it('with 65 bytes', async () => {
    const make: Make = () =>
      Promise.resolve({ evidence: { type: 'dcap-quote', bytes: randomBytes(65), parameters: {} }, endorsements: [] });
    expect((await refusal(started({ name: 'short', make }))).message).toContain('65 bytes');
  });

  it('but not for registers of the host that the reviewer named', async () => {
    const source = simulatedSource(tdxAttester, { fault: 'host-chosen' });
    expect((await started(source, { hostChosen: ['MRCONFIGID'] })).first.result.tier).toBe('none');
  });

  it.each([
    ['http://service.example', 'not https'],
    ['https://service.example/', 'that would be https://service.example'],
    ['https://service.example:443', 'that would be https://service.example'],
    ['https://SERVICE.example', 'that would be https://service.example'],
    ['service.example', 'is no origin'],
  ])('for the origin %s', async (origin, sentence) => {
    expect((await refusal(started(honest, { origin }))).message).toContain(sentence);
  });
});

describe('a failing platform', () => {
  it('that is busy or interrupted is asked again, unnoticed by the visitor', async () => {
    const { source, asked, then } = troubled();
    const kit = await started(source);
    then(async (request) => {
      if (asked() === 2) throw new AttesterError('source-for-now', 'busy.', 'Wait.', fails('EBUSY'));
      return await honest.make(request);
    });
    expect([(await visit(kit))?.status, asked()]).toEqual([200, 3]);
  });

  it('that answers another’s request once is asked again; if it always does, nobody gets that quote', async () => {
    const { source, asked, then } = troubled();
    const lines: string[] = [];
    const kit = await started(source, { log: (line) => lines.push(line) });
    const other: Make = (request) => honest.make({ ...request, reportData: randomBytes(64) });
    then((request) => (asked() === 2 ? other(request) : honest.make(request)));
    expect([(await visit(kit))?.status, asked()]).toEqual([200, 3]);
    then(other);
    const answer = await visit(kit);
    expect([answer?.status, answer?.headers.get('retry-after'), asked()]).toEqual([503, '10', 6]);
    expect(lines).toEqual([expect.stringContaining('other report data')]);
  });

  it('that died gives visitors 503, and the log one line however many come', async () => {
    const { source, then } = troubled();
    const lines: string[] = [];
    const kit = await started(source, { log: (line) => lines.push(line) });
    then(() => Promise.reject(new AttesterError('source', 'The device is gone.', 'Start it again.', fails('ENODEV'))));
    for (let times = 0; times < 5; times += 1) {
      const answer = await visit(kit);
      expect([answer?.status, await answer?.text()]).toEqual([503, 'This service cannot attest itself at the moment.\n']);
    }
    expect(lines).toEqual(['The device is gone. (ENODEV) Start it again.']);
  });

  it('that answers 65 bytes is neither trusted nor asked twice', async () => {
    const { source, asked, then } = troubled();
    const kit = await started(source);
    then(() => Promise.resolve({ evidence: { type: 'dcap-quote', bytes: randomBytes(65), parameters: {} }, endorsements: [] }));
    expect([(await visit(kit))?.status, asked()]).toEqual([503, 2]);
  });

  it('that fails in an unforeseen way gives 500, without its message', async () => {
    const { source, then } = troubled();
    const kit = await started(source);
    then(() => Promise.reject(new TypeError('secret path /etc/x')));
    const answer = await visit(kit);
    expect([answer?.status, await answer?.text()]).toEqual([500, 'This service cannot attest itself.\n']);
  });

  it('that hangs is not asked again until it has answered', async () => {
    const { source, asked, then } = troubled();
    const quote = quoter({
      source,
      stapler: () => Promise.resolve([]),
      measure: { crypto: webCrypto(globalThis.crypto.subtle), anchors: tdxAttester.anchors, hostChosen: [], read: readOnce() },
      inTurn: inTurn({ maxWaiting: 4, perSecond: 100, burst: 100 }, () => performance.now()),
      now: Date.now,
      timeoutMs: 400,
    });
    const ask = (): Promise<Quote> =>
      quote({ origin: 'https://service.example', nonce: randomBytes(32), keys: [] }, new AbortController().signal);
    const deadlines = Array.from({ length: 3 }, () => new AbortController());
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    for (const { signal } of deadlines) timeout.mockReturnValueOnce(signal);
    let answer = (): void => undefined;
    then(async (request) => {
      await new Promise<void>((done) => {
        answer = done;
      });
      return await honest.make(request);
    });
    const hanging = refusal(ask());
    await vi.waitUntil(() => asked() === 1, { timeout: 20_000 });
    deadlines[0]?.abort();
    expect((await hanging).message).toBe('There was no answer from the platform within 0.4 s.');
    const behind = refusal(ask());
    deadlines[1]?.abort();
    expect((await behind).code).toBe('source-for-now');
    expect(asked()).toBe(1);
    answer();
    then((request) => honest.make(request));
    expect((await ask()).evidence.type).toBe('dcap-quote');
    expect(asked()).toBe(2);
    vi.restoreAllMocks();
  });
});

describe('turns', () => {
  it('are limited per second, and visitors who come too soon are told when to come back', async () => {
    let clock = 0;
    const run = inTurn({ maxWaiting: 16, perSecond: 2, burst: 3 }, () => clock);
    const once = (): Promise<string> => run(() => Promise.resolve('begun'), new AbortController().signal);
    await Promise.all([once(), once(), once()]);
    await expect(once()).rejects.toMatchObject({ retryAfterSeconds: 1 });
    await expect(once()).rejects.toBeInstanceOf(Busy);
    clock = 500;
    expect(await once()).toBe('begun');
  });
});

describe('a quote without a nonce', () => {
  const keys = [{ use: 'tls', key: spki }] as const;
  const quoteAt = (madeAt: number): Quote => ({ madeAt }) as Quote;

  it('is served while the next one is made, and again while the platform is unavailable', async () => {
    let clock = 0;
    const lines: string[] = [];
    let make = (): Promise<Quote> => Promise.resolve(quoteAt(clock));
    const kept = keptQuote({
      make: () => make(),
      renewAfterMs: 100,
      maxAgeMs: 1000,
      now: () => clock,
      log: (line) => lines.push(line),
    });
    await kept(keys);
    clock = 150;
    make = () => Promise.reject(new Error('away'));
    expect((await kept(keys)).madeAt).toBe(0);
    await new Promise((done) => setTimeout(done));
    expect(lines).toEqual(['The quote was not renewed: away']);
    clock = 1001;
    await expect(kept(keys)).rejects.toThrow('away');
  });

  it('is made again at once when the keys change', async () => {
    const kept = keptQuote({
      make: (of) => Promise.resolve(quoteAt(of.length)),
      renewAfterMs: 100,
      maxAgeMs: 1000,
      now: () => 0,
      log: () => undefined,
    });
    await kept(keys);
    expect((await kept([...keys, ...keys])).madeAt).toBe(2);
  });
});
