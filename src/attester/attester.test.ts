import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { readDocument, type SiteDocument } from '../verifier/protocol/index.ts';
import {
  appraise,
  instant,
  open,
  ORDINARY_POLICY,
  suppliedBy,
  webCrypto,
  endorsementsInAll,
  type AttestationResult,
} from '../verifier/index.ts';
import type { Attester as SimulatedTee } from '../verifier/testing/attester.ts';
import { sgxAttester, tdxAttester } from '../verifier/testing/attesters/dcap.ts';
import { nitroAttester } from '../verifier/testing/attesters/nitro.ts';
import { snpVcek, snpVlek } from '../verifier/testing/attesters/snp.ts';
import { p256Key } from '../verifier/testing/keys.ts';
import { attester, type Attester } from './attester.ts';
import type { AttesterOptions } from './options.ts';
import type { EvidenceSource } from './source.ts';

const ORIGIN = 'https://service.example';
const { spki } = p256Key('service');

const started = (changes: Partial<AttesterOptions> = {}, tee: SimulatedTee = tdxAttester): Promise<Attester> =>
  attester({
    origin: ORIGIN,
    tls: { spki },
    source: simulatedSource(tee),
    anchors: tee.anchors,
    endorsements: 'none',
    log: () => undefined,
    ...changes,
  });

const ask = (kit: Attester, query: string, how: RequestInit = {}): Promise<Response | null> =>
  kit.handle(new Request(`https://somebody-else.example/.well-known/attestation${query}`, how));

/** A source that counts how often it was asked, and may answer otherwise. */
function counted(alter: (source: EvidenceSource, times: number) => EvidenceSource = (source) => source) {
  const honest = simulatedSource(tdxAttester);
  const seen = { times: 0 };
  const source: EvidenceSource = {
    name: 'counted',
    make: (request) => {
      seen.times += 1;
      return alter(honest, seen.times).make(request);
    },
  };
  return { source, seen };
}

async function appraisedFor(document: SiteDocument, nonce: Uint8Array, tee: SimulatedTee): Promise<AttestationResult> {
  const opening = open(document.evidence);
  return await appraise({
    opening,
    endorsements: opening.at === 'opened' ? suppliedBy('site', endorsementsInAll(opening.tee, document.endorsements)) : [],
    references: [],
    visit: {
      session: {
        origin: ORIGIN,
        nonce,
        binding: document.binding,
        challenge: document.challenge,
        channel: { kind: 'observed', spki, confirmed: true, locallyInstalledRoot: false },
        scripts: { kind: 'unguarded', because: 'guard-silent' },
        response: null,
      },
    },
    anchors: tee.anchors,
    policy: ORDINARY_POLICY,
    now: instant(Date.now()),
    clockChanged: false,
    crypto: webCrypto(globalThis.crypto.subtle),
  });
}

async function documentIn(answer: Response | null): Promise<SiteDocument> {
  expect(answer?.status).toBe(200);
  return readDocument(new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer()));
}

describe('an attester', () => {
  it.each([sgxAttester, tdxAttester, nitroAttester, snpVcek, snpVlek])(
    'serves $tee evidence that a visitor’s verifier takes',
    async (tee) => {
      const kit = await started({}, tee);
      const nonce = randomBytes(32);
      const document = await documentIn(await ask(kit, `?nonce=${nonce.toString('base64url')}`));
      const { vector } = await appraisedFor(document, nonce, tee);
      expect(vector).toMatchObject({
        hardware: 'affirming',
        configuration: 'affirming',
        freshness: 'affirming',
        channel: 'affirming',
      });
    },
  );

  it('binds the origin of its configuration, whatever host a request names', async () => {
    const document = await documentIn(await ask(await started(), `?nonce=${randomBytes(32).toString('base64url')}`));
    expect(document.binding).toMatchObject({ origin: ORIGIN });
  });

  it('lets an attested key answer for one quote in challenge mode', async () => {
    const { source, seen } = counted();
    const kit = await started({ source, freshness: { mode: 'challenge' } });
    const nonces = [randomBytes(32), randomBytes(32), randomBytes(32)];
    for (const nonce of nonces) {
      const document = await documentIn(await ask(kit, `?nonce=${nonce.toString('base64url')}`));
      expect((await appraisedFor(document, nonce, tdxAttester)).vector.freshness).toBe('affirming');
    }
    expect(seen.times).toBe(1);
  });

  it('makes one quote for all who send no nonce', async () => {
    const { source, seen } = counted();
    const kit = await started({ source });
    await Promise.all(Array.from({ length: 20 }, () => ask(kit, '').then(documentIn)));
    expect(seen.times).toBe(1);
  });
});

describe('what bad input gets', () => {
  const nonce = randomBytes(32).toString('base64url');

  it.each([
    ['a short nonce', '?nonce=AAAA', {}, 400],
    ['an empty nonce', '?nonce=', {}, 400],
    ['a nonce that is no base64url', `?nonce=${'+'.repeat(43)}`, {}, 400],
    ['a nonce with bits to spare', `?nonce=${'A'.repeat(42)}B`, {}, 400],
    ['a nonce of 1 MB', `?nonce=${'A'.repeat(1024 * 1024)}`, {}, 400],
    ['a nonce twice', `?nonce=${nonce}&nonce=${nonce}`, {}, 400],
    ['HEAD', `?nonce=${nonce}`, { method: 'HEAD' }, 200],
    ['OPTIONS', `?nonce=${nonce}`, { method: 'OPTIONS' }, 204],
    ['POST', `?nonce=${nonce}`, { method: 'POST', body: nonce }, 405],
    ['DELETE', `?nonce=${nonce}`, { method: 'DELETE' }, 405],
  ])('%s: its status, and no quote', async (_, query, how, status) => {
    const { source, seen } = counted();
    const kit = await started({ source });
    const answer = await ask(kit, query, how);
    expect([answer?.status, seen.times]).toEqual([status, 1]);
    expect(answer?.headers.get('cache-control')).toBe('no-store');
    if (status === 405 || status === 204) expect(answer?.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it.each([
    '/.well-known/attestation/',
    '/.well-known%2Fattestation',
    '//.well-known/attestation',
    '/',
    '/.well-known/Attestation',
  ])('the path %s is the application’s', async (path) => {
    expect(await (await started()).handle(new Request(`https://service.example${path}`))).toBeNull();
  });

  it('1,000 at once: some are answered, the others told when to come back, and none gets a second quote', async () => {
    // How many quotes a machine makes before the last visitor has waited too long is not what this is about.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
    const { source, seen } = counted((honest) => ({
      name: 'slow',
      make: async (request) => {
        await new Promise((done) => setTimeout(done));
        return await honest.make(request);
      },
    }));
    const kit = await started({ source });
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => ask(kit, `?nonce=${randomBytes(32).toString('base64url')}`)),
    );
    const good = answers.filter((answer) => answer?.status === 200);
    const away = answers.filter((answer) => answer?.status === 503);
    expect(good.length).toBeGreaterThan(4);
    expect(good.length + away.length).toBe(1000);
    expect(away.every((answer) => Number(answer?.headers.get('retry-after')) >= 1)).toBe(true);
    expect(seen.times).toBe(good.length + 1);
    vi.restoreAllMocks();
  });

  it('a visitor who left before the turn came has no quote made', async () => {
    let answer = (): void => undefined;
    const answering = new Promise<void>((resolve) => (answer = resolve));
    const { source, seen } = counted((honest, times) => ({
      name: 'slow',
      make: async (request) => {
        if (times === 2) await answering;
        return await honest.make(request);
      },
    }));
    const kit = await started({ source });
    const leaving = new AbortController();
    const first = ask(kit, `?nonce=${nonce}`);
    await vi.waitUntil(() => seen.times === 2, { timeout: 20_000 });
    const second = ask(kit, `?nonce=${nonce}`, { signal: leaving.signal });
    await new Promise((done) => setTimeout(done));
    leaving.abort();
    answer();
    await Promise.all([first, second]);
    expect(seen.times).toBe(2);
  });
});
