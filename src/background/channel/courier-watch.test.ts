import { describe, expect, it } from 'vitest';
import { toHex } from '../../verifier/index.ts';
import { selfSigned } from '../../verifier/testing/authority.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { watchCouriers } from './courier-watch.ts';
import type { NavigationEvent } from './event.ts';

const URL_ = 'https://enclave.test/.well-known/attestation?nonce=one';
const TAB = 7;
const key = p256Key('tls');
const { certificate: der } = selfSigned({ subject: 'enclave.test', key });

/** What a browser reports of one answered request. @param tabId -1 for the background's own */
function answered(tabId: number, { id = 'r', fromCache = false, url = URL_ } = {}): readonly NavigationEvent[] {
  const of = { tabId, requestId: id, url };
  return [
    { kind: 'request', ...of },
    { kind: 'headers', answer: 1, attachment: false, status: 200, fromCache: null, links: [], fields: [], signed: null, ...of },
    { kind: 'certificate', answer: 1, view: { kind: 'leaf', der, locallyInstalledRoot: null }, ...of },
    { kind: 'response', status: 200, fromCache, ...of },
  ];
}

async function seen(tabId: number | null, events: readonly NavigationEvent[]): Promise<string> {
  const couriers = watchCouriers();
  const watched = couriers.expect(tabId, URL_);
  for (const event of events) couriers.see(event);
  const channel = await watched.observed();
  return channel.kind === 'observed' ? toHex(channel.spki) : channel.because;
}

describe('a watched request for evidence', () => {
  it('reports the key of the connection that brought it, for a tab or the background', async () => {
    expect(await seen(TAB, answered(TAB))).toBe(toHex(key.spki));
    expect(await seen(null, answered(-1))).toBe(toHex(key.spki));
  });

  it('is not confused with one of another tab, or of the background', async () => {
    expect(await seen(TAB, answered(-1))).toBe('no-request-seen');
    expect(await seen(null, answered(TAB))).toBe('no-request-seen');
    expect(await seen(TAB, answered(TAB + 1))).toBe('no-request-seen');
  });

  it('is the same if the page spells its host with a trailing dot; no other host is', async () => {
    expect(await seen(TAB, answered(TAB, { url: URL_.replace('enclave.test', 'enclave.test.') }))).toBe(toHex(key.spki));
    expect(await seen(TAB, answered(TAB, { url: URL_.replace('enclave.test', 'enclave.test..') }))).toBe('no-request-seen');
    expect(await seen(TAB, answered(TAB, { url: URL_.replace('enclave.test', 'enclave.test:8443') }))).toBe('no-request-seen');
  });

  it('reports nothing if it came from a cache, twice, or through a redirect', async () => {
    expect(await seen(TAB, answered(TAB, { fromCache: true }))).toBe('from-cache');
    expect(await seen(TAB, [...answered(TAB), ...answered(TAB, { id: 'r2' })])).toBe('ambiguous');
    const redirect = { kind: 'redirect', to: 'https://elsewhere.test/', tabId: TAB, requestId: 'r', url: URL_ } as const;
    expect(await seen(TAB, [redirect, ...answered(TAB)])).toBe('ambiguous');
  });

  it('is dropped when many others are watched after it', async () => {
    const couriers = watchCouriers();
    const oldest = couriers.expect(TAB, URL_);
    for (let n = 0; n < 64; n += 1) couriers.expect(TAB, `${URL_}${String(n)}`);
    for (const event of answered(TAB)) couriers.see(event);
    expect(await oldest.observed()).toEqual({ kind: 'unobserved', because: 'no-request-seen' });
  });
});
