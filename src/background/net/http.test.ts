import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { get, type HttpRequest } from './http.ts';

/** Only the network itself is simulated: what `fetch` was asked, and a Response that streams. */
const asked = vi.fn<typeof fetch>();
let answer: (signal: AbortSignal) => Promise<Response>;

beforeEach(() => {
  vi.stubGlobal('fetch', asked);
  asked.mockReset();
  asked.mockImplementation((_, init) => answer(init?.signal ?? new AbortController().signal));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const ask = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  url: 'https://enclave.test/.well-known/attestation?nonce=x',
  mediaType: 'application/cmw+json',
  maxBytes: 1000,
  deadline: 60_000,
  signal: new AbortController().signal,
  fault: 'site',
  ...more,
});

const good = (body: BodyInit = 'hello', headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { 'content-type': 'application/cmw+json', ...headers } });

const code = async (more: Partial<HttpRequest> = {}): Promise<string> => {
  const outcome = await get(ask(more));
  return 'problem' in outcome ? outcome.problem.code : 'read';
};

/** An endless body in pieces of this size, a turn of the event loop apart; `seen` counts them. */
function endless(size: number, { gaveUp = vi.fn(), seen = vi.fn() } = {}): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve));
      seen();
      controller.enqueue(new Uint8Array(size));
    },
    cancel: gaveUp,
  });
}

describe('get', () => {
  it('sends every site the same, and nothing about the user', async () => {
    answer = () => Promise.resolve(good());
    await get(ask());
    const [url, { signal, ...init } = {}] = asked.mock.calls[0] ?? [];
    expect(url).toBe('https://enclave.test/.well-known/attestation?nonce=x');
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(init).toEqual({
      credentials: 'omit',
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      headers: { 'accept-language': '*', accept: 'application/cmw+json' },
    });
  });

  it('returns the bytes and the fields of a good answer', async () => {
    answer = () => Promise.resolve(good('hello', { 'x-chain': 'abc' }));
    const outcome = await get(ask());
    if ('problem' in outcome) throw new Error(outcome.problem.code);
    expect(new TextDecoder().decode(outcome.reply.bytes)).toBe('hello');
    expect(outcome.reply.header('X-Chain')).toBe('abc');
    expect(outcome.reply.header('other')).toBeNull();
  });

  it('ignores parameters of the media type, and the type itself where none is required', async () => {
    answer = () => Promise.resolve(good('x', { 'content-type': 'Application/CMW+JSON; charset=utf-8' }));
    expect(await code()).toBe('read');
    answer = () => Promise.resolve(good('x', { 'content-type': 'application/pkix-crl' }));
    expect(await code({ mediaType: null })).toBe('read');
  });

  it('reads an answer of exactly the cap and refuses one byte more, wherever that shows', async () => {
    answer = () => Promise.resolve(good('x'.repeat(1000)));
    expect(await code()).toBe('read');
    answer = () => Promise.resolve(good('x'.repeat(1001)));
    expect(await code()).toBe('net.too-large');
    answer = () => Promise.resolve(good('x', { 'content-length': '1001' }));
    expect(await code()).toBe('net.too-large');
  });

  it('gives up an endless body as soon as it is too long', async () => {
    const gaveUp = vi.fn();
    answer = () => Promise.resolve(good(endless(400, { gaveUp })));
    expect(await code()).toBe('net.too-large');
    expect(gaveUp).toHaveBeenCalledOnce();
  });

  it('ends a slow drip at the deadline of the whole exchange', async () => {
    answer = (signal) => Promise.resolve(good(endless(1).pipeThrough(new TransformStream(), { signal })));
    expect(await code({ deadline: 30, maxBytes: Number.MAX_SAFE_INTEGER })).toBe('net.too-slow');
  });

  it.each([
    ['a redirect', 'net.redirected', () => new Response(null, { status: 302, headers: { location: '/' } })],
    ['an error', 'net.status', () => new Response('x', { status: 500 })],
    ['not found', 'net.status', () => new Response('x', { status: 404 })],
    ['created', 'net.status', () => new Response('x', { status: 201 })],
    ['another media type', 'net.media-type', () => good('x', { 'content-type': 'text/html' })],
    ['no media type', 'net.media-type', () => new Response(new Uint8Array(1))],
  ])('has a code for %s', async (_, wanted, make) => {
    answer = () => Promise.resolve(make());
    expect(await code()).toBe(wanted);
  });

  it('says when to ask again, if the server gave seconds', async () => {
    answer = () => Promise.resolve(new Response('', { status: 429, headers: { 'retry-after': '120' } }));
    const outcome = await get(ask());
    expect('problem' in outcome ? outcome.problem.facts : null).toEqual({ host: 'enclave.test', status: 429, retryAfter: 120 });
    answer = () => Promise.resolve(new Response('', { status: 429, headers: { 'retry-after': 'soon' } }));
    const dated = await get(ask());
    expect('problem' in dated ? dated.problem.facts : null).toEqual({ host: 'enclave.test', status: 429 });
  });

  it('distinguishes a failed network from one that does not answer in time', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'));
    expect(await code()).toBe('net.unreachable');
    answer = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    expect(await code({ deadline: 30 })).toBe('net.timeout');
  });

  it('throws when nobody waits any more, before and during the body', async () => {
    const leaving = new AbortController();
    answer = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const early = get(ask({ signal: leaving.signal }));
    leaving.abort(new Error('left'));
    await expect(early).rejects.toThrow('left');

    const later = new AbortController();
    const seen = vi.fn();
    answer = (signal) => Promise.resolve(good(endless(1, { seen }).pipeThrough(new TransformStream(), { signal })));
    const reading = get(ask({ signal: later.signal, maxBytes: Number.MAX_SAFE_INTEGER }));
    void vi
      .waitUntil(() => seen.mock.calls.length > 2, { timeout: 20_000 })
      .then(() => {
        later.abort(new Error('left later'));
      });
    await expect(reading).rejects.toThrow('left later');
  });

  it('sends nothing over plain http', async () => {
    await expect(get(ask({ url: 'http://enclave.test/' }))).rejects.toThrow('https only');
    expect(asked).not.toHaveBeenCalled();
  });

  it('says whose fault it was, and what helps', async () => {
    answer = () => Promise.reject(new TypeError());
    const dead = await get(ask());
    expect('problem' in dead ? dead.problem : null).toMatchObject({ fault: 'network', remedy: 'check-network' });
    for (const status of [408, 425, 429, 500]) {
      answer = () => Promise.resolve(new Response('', { status }));
      const trouble = await get(ask());
      expect('problem' in trouble ? trouble.problem : null).toMatchObject({ fault: 'site', remedy: 'retry' });
    }
    answer = () => Promise.resolve(new Response('', { status: 404 }));
    const site = await get(ask());
    expect('problem' in site ? site.problem : null).toMatchObject({ fault: 'site', remedy: 'ask-the-site' });
    const vendor = await get(ask({ fault: 'vendor' }));
    expect('problem' in vendor ? vendor.problem : null).toMatchObject({ fault: 'vendor', remedy: 'retry' });
  });
});
