import { createHash } from 'node:crypto';
import type { WebRequest } from 'webextension-polyfill';
import { describe, expect, it, vi } from 'vitest';
import { MAX_SIGNED_BODY_BYTES } from '../channel/signed-head.ts';
import { listenToSignedBodies, readSignedBody, type SignedBody } from './signed-bodies.ts';

const DETAILS = {
  type: 'main_frame',
  tabId: 3,
  requestId: 'R1',
  method: 'GET',
  url: 'https://a.test/',
  statusCode: 200,
  timeStamp: 1,
  responseHeaders: [{ name: 'Signature-Input', value: 'a=();tag="ed25519-integrity"' }],
};

type Filter = { ondata?: (event: { data: ArrayBuffer }) => void; onstop?: () => void };

/** Firefox's stream filter, as far as a body passes through it. */
function passing(details: Partial<typeof DETAILS> = {}, body: readonly Uint8Array[] = []) {
  const passed: Uint8Array[] = [];
  const ended: string[] = [];
  const filter: Filter & Record<string, unknown> = {
    write(data: ArrayBuffer) {
      passed.push(new Uint8Array(data.slice(0)));
      // From here on it is the browser's.
      new Uint8Array(data).fill(0);
    },
    close: () => ended.push('closed'),
    disconnect: () => ended.push('disconnected'),
  };
  const filterResponseData = vi.fn(() => filter);
  const seen: SignedBody[] = [];
  listenToSignedBodies((one) => seen.push(one));
  readSignedBody({ filterResponseData } as unknown as WebRequest.Static, { ...DETAILS, ...details });
  for (const data of body) filter.ondata?.({ data: Uint8Array.from(data).buffer });
  if (!ended.includes('disconnected')) filter.onstop?.();
  return { filterResponseData, passed, ended, seen };
}

describe('the body of a signed page', () => {
  it('is passed on as it arrives, and reported once complete', async () => {
    const [one, two] = [Buffer.from('<p>hel'), Buffer.from('lo</p>')];
    const { passed, ended, seen } = passing({}, [one, two]);
    expect(Buffer.concat(passed).toString()).toBe('<p>hello</p>');
    expect(ended).toEqual(['closed']);
    await vi.waitUntil(() => seen.length > 0, { timeout: 20_000 });
    const digest = createHash('sha256').update('<p>hello</p>').digest('base64');
    expect(seen).toEqual([{ tabId: 3, requestId: 'R1', digest }]);
  });

  it('is passed on unread if it is larger than any page, and not reported', async () => {
    const half = new Uint8Array(MAX_SIGNED_BODY_BYTES / 2 + 1);
    const { passed, ended, seen } = passing({}, [half, half]);
    expect([passed.length, ended]).toEqual([2, ['disconnected']]);
    // What would be reported of it would come before what is reported of the next one.
    const next = passing({ requestId: 'R2' }, [Uint8Array.of(1)]);
    await vi.waitUntil(() => next.seen.length > 0, { timeout: 20_000 });
    expect([seen, next.seen.map(({ requestId }) => requestId)]).toEqual([[], ['R2']]);
  });

  it('is reported if it is as large as a page can be', async () => {
    const whole = new Uint8Array(MAX_SIGNED_BODY_BYTES);
    const { ended, seen } = passing({}, [whole]);
    await vi.waitUntil(() => seen.length > 0, { timeout: 20_000 });
    expect([ended, seen[0]?.digest]).toEqual([['closed'], createHash('sha256').update(whole).digest('base64')]);
  });

  it.each([200, 299, 400, 404, 503])('is read along of a page whose status is %d', (statusCode) => {
    expect(passing({ statusCode }).filterResponseData).toHaveBeenCalledWith('R1');
  });

  it.each<[string, Partial<typeof DETAILS>]>([
    ['a page that says nothing of a signature', { responseHeaders: [] }],
    ['a frame', { type: 'sub_frame' }],
    ['our own request for evidence', { type: 'xmlhttprequest' }],
    ['the first redirect there is', { statusCode: 300 }],
    ['the last', { statusCode: 399 }],
    ['what is said before an answer', { statusCode: 199 }],
    ['an answer without a body', { statusCode: 204 }],
  ])('is not read along of %s', (_, details) => {
    expect(passing(details).filterResponseData).not.toHaveBeenCalled();
  });
});
