import { describe, expect, it } from 'vitest';
import { attestationUrl, MAX_DOCUMENT_BYTES } from '../../verifier/protocol/index.ts';
import type { CourierResponse } from '../api/calls.ts';
import { carriedAnswer, errand, type EvidenceRequest } from './site-answer.ts';

const URL_ = attestationUrl('https://enclave.test', new Uint8Array(32));

const REQUEST: EvidenceRequest = {
  url: URL_,
  accept: 'application/cmw+json',
  mediaType: 'application/cmw+json',
  maxBytes: MAX_DOCUMENT_BYTES,
  timeoutMs: 5000,
};

const answer = (more: Partial<Extract<CourierResponse, { status: number }>> = {}): CourierResponse => ({
  status: 200,
  redirects: false,
  type: 'application/cmw+json; charset=utf-8',
  retry: null,
  body: btoa('{}'),
  ...more,
});

const code = (carried: CourierResponse | null): string => {
  const received = carriedAnswer(REQUEST, carried);
  return 'problem' in received ? received.problem.code : 'read';
};

describe('what a tab carried', () => {
  it('is read like an answer to our own request', () => {
    expect(carriedAnswer(REQUEST, answer())).toEqual({
      reply: { status: 200, contentType: 'application/cmw+json; charset=utf-8', bytes: new TextEncoder().encode('{}') },
    });
  });

  it.each<[string, CourierResponse | null]>([
    ['net.redirected', answer({ status: 0, redirects: true, type: null, body: '' })],
    ['net.status', answer({ status: 503, body: '' })],
    ['net.media-type', answer({ type: 'text/html' })],
    ['net.media-type', answer({ type: null })],
    ['net.too-large', answer({ body: null })],
    ['net.not-carried', answer({ body: 'not base64!' })],
    ['net.unreachable', { failed: 'unreachable' }],
    ['net.timeout', { failed: 'timeout' }],
    ['net.too-slow', { failed: 'too-slow' }],
    ['net.not-carried', { failed: 'not-carried' }],
    ['net.not-carried', null],
  ])('ends in %s as an answer of our own would: %j', (expected, carried) => {
    expect(code(carried)).toBe(expected);
  });

  it('says when a busy site may be asked again', () => {
    const received = carriedAnswer(REQUEST, answer({ status: 429, retry: '7', body: '' }));
    expect('problem' in received && received.problem.facts).toEqual({ host: 'enclave.test', status: 429, retryAfter: 7 });
  });
});

describe('a request through a tab', () => {
  it('asks for the same as our own request', () => {
    expect(errand(REQUEST, 'omit')).toEqual({
      url: URL_,
      accept: 'application/cmw+json',
      credentials: 'omit',
      maxBytes: MAX_DOCUMENT_BYTES,
      deadline: 5000,
    });
  });
});
