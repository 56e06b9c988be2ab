// Covers: courier.iife.ts
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CourierResponse, Errand } from '../background/api/calls.ts';

type Listener = (message: unknown, sender: unknown, answer: (value: CourierResponse) => void) => unknown;

/** The courier in a document of this origin, and what it requested. */
async function courierIn(origin: string) {
  const listeners: Listener[] = [];
  const asked: string[] = [];
  vi.stubGlobal('chrome', { runtime: { onMessage: { addListener: (one: Listener) => listeners.push(one) } } });
  vi.stubGlobal('self', { origin });
  vi.stubGlobal('document', new EventTarget());
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response('bytes'));
  });
  vi.stubGlobal('hinted', undefined);
  vi.resetModules();
  await import('./courier.iife.ts');
  const carry = async (url: string): Promise<CourierResponse> => {
    const errand: Errand = { url, accept: 'text/plain', credentials: 'omit', maxBytes: 100, deadline: 5000 };
    return await new Promise((resolve) => {
      for (const listener of listeners) listener({ sealmark: 'courier', ...errand }, null, resolve);
    });
  };
  return { carry, asked };
}

const PATH = '/.well-known/attestation?nonce=one';

afterEach(() => vi.unstubAllGlobals());

describe('the courier in a page', () => {
  it.each([
    ['https://enclave.test', 'https://enclave.test'],
    ['https://enclave.test:8443', 'https://enclave.test:8443'],
    ['https://enclave.test.', 'https://enclave.test'],
    ['https://enclave.test.:8443', 'https://enclave.test:8443'],
  ])('of %s asks that very origin where %s is to be asked', async (page, origin) => {
    const { carry, asked } = await courierIn(page);
    expect(await carry(`${origin}${PATH}`)).toMatchObject({ status: 200, body: btoa('bytes') });
    expect(asked).toEqual([`${page}${PATH}`]);
  });

  it.each([
    ['https://enclave.test', 'https://other.test'],
    ['https://enclave.test', 'https://enclave.test.evil.test'],
    ['https://enclave.test.', 'https://enclave.testing'],
    ['https://enclave.test', 'https://enclave.test:8443'],
    ['https://enclave.test.:8443', 'https://enclave.test'],
    ['https://enclave.test..', 'https://enclave.test'],
    ['http://enclave.test.', 'https://enclave.test'],
    ['null', 'https://enclave.test'],
  ])('of %s asks nobody where %s is to be asked', async (page, origin) => {
    const { carry, asked } = await courierIn(page);
    expect(await carry(`${origin}${PATH}`)).toEqual({ failed: 'not-carried' });
    expect(asked).toEqual([]);
  });
});
