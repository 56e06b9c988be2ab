// Covers: signed-head.ts, observation.ts
import { describe, expect, it } from 'vitest';
import { type Commit, signedHeadOf } from './observation.ts';
import { newRequest, note, type Request } from './request.ts';
import { ORDERS } from '../testing/navigation.ts';
import { signedHeadIn, type AnswerDetails } from './signed-head.ts';

const URL_OF_PAGE = 'https://a.test/x';
const SIGNED = { name: 'Signature-Input', value: 'a=("@status");tag="ed25519-integrity"' };
const answer = (more: Partial<AnswerDetails> = {}): AnswerDetails => ({
  tabId: 1,
  requestId: 'R1',
  method: 'GET',
  url: URL_OF_PAGE,
  statusCode: 200,
  timeStamp: 1000.5,
  responseHeaders: [SIGNED, { name: 'X-Empty' }],
  ...more,
});

describe('the head of a response', () => {
  it('is kept if it says that it is signed, with lowercase names', () => {
    expect(signedHeadIn(answer())).toEqual({
      requestId: 'R1',
      method: 'GET',
      url: URL_OF_PAGE,
      status: 200,
      at: 1000,
      fields: [
        ['signature-input', SIGNED.value],
        ['x-empty', ''],
      ],
    });
  });

  it('is kept up to sixteen kilobytes of names and values, and no longer', () => {
    const rest = 16 * 1024 - SIGNED.name.length - SIGNED.value.length - 1;
    expect(signedHeadIn(answer({ responseHeaders: [SIGNED, { name: 'x', value: 'x'.repeat(rest) }] }))).not.toBeNull();
    expect(signedHeadIn(answer({ responseHeaders: [SIGNED, { name: 'x', value: 'x'.repeat(rest + 1) }] }))).toBeNull();
  });

  it('is none where the browser shows no headers', () => {
    const { responseHeaders, ...without } = answer();
    expect([responseHeaders?.length, signedHeadIn(without)]).toEqual([2, null]);
  });

  it.each<[string, AnswerDetails['responseHeaders']]>([
    ['none', []],
    ['a field without a value', [{ name: 'signature-input' }]],
    ['the profile’s tag in another field', [{ name: 'x', value: SIGNED.value }]],
    ['a signature for somebody else', [{ name: 'signature-input', value: 'a=();tag="other"' }]],
    ['one that is longer than any', [SIGNED, { name: 'x', value: 'x'.repeat(16 * 1024) }]],
  ])('is not kept with %s', (_, responseHeaders) => {
    expect(signedHeadIn(answer(responseHeaders === undefined ? {} : { responseHeaders }))).toBeNull();
  });
});

describe('the signed response of a document', () => {
  const COMMIT: Commit = { url: `${URL_OF_PAGE}#top`, prerendered: false, fromHistory: false, begun: false, speculated: false };
  const signed = signedHeadIn(answer());

  function request(more: Partial<Request> = {}): Request {
    const made = newRequest('R1', URL_OF_PAGE, false);
    const headers = { kind: 'headers', tabId: 1, requestId: 'R1', url: URL_OF_PAGE, answer: 1, status: 200 } as const;
    note(made, { ...headers, fromCache: null, links: [], fields: [], signed, attachment: false });
    return Object.assign(made, more);
  }

  it('is the one that brought it, even in browsers that show no certificates', () => {
    expect(signedHeadOf(COMMIT, [request()], 'strict')).toEqual(signed);
  });

  it.each<[string, Partial<Commit>, readonly Request[]]>([
    ['no request was seen', {}, []],
    ['two were', {}, [request(), request()]],
    ['it is at another address', { url: 'https://a.test/y' }, [request()]],
    ['it was made ready ahead', { prerendered: true }, [request()]],
    ['its address was fetched ahead', { speculated: true }, [request()]],
    ['a worker stood in between', {}, [request({ intercepted: true })]],
    ['somebody was asked for a password', {}, [request({ challenged: true })]],
    ['what was stored was said to be current', {}, [request({ revalidated: true })]],
    ['it came out of a cache', {}, [request({ fromCache: true })]],
  ])('is none where %s', (_, commit, requests) => {
    for (const order of ORDERS) expect(signedHeadOf({ ...COMMIT, ...commit }, requests, order)).toBeNull();
  });

  it('is none for a page that came back in Firefox: it may belong to another, which was given up', () => {
    expect(signedHeadOf({ ...COMMIT, fromHistory: true }, [request()], 'loose')).toBeNull();
    expect(signedHeadOf({ ...COMMIT, fromHistory: true }, [request()], 'strict')).toEqual(signed);
  });

  it('is not an earlier answer to the same request', () => {
    const one = request();
    note(one, { kind: 'redirect', tabId: 1, requestId: 'R1', url: URL_OF_PAGE, to: 'https://a.test/y' });
    expect(signedHeadOf({ ...COMMIT, url: 'https://a.test/y' }, [one], 'strict')).toBeNull();
  });
});
