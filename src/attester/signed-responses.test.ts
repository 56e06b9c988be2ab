import { createHash, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readResponseSignatures } from '../verifier/protocol/index.ts';
import { responseSigner, type ResponseToSign } from './signed-responses.ts';

const NOW = 1_764_000_000_500;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = responseSigner({ origin: 'https://a.test:8443', privateKey, now: () => NOW });
const RESPONSE: ResponseToSign = {
  method: 'GET',
  target: '/x?q=1',
  status: 200,
  headers: { 'Content-Type': 'text/html', Link: ['</a>; rel="x"', '</b>; rel="y"'], 'Set-Cookie': 'a=1' },
  body: '<p>hello</p>',
};

/** The response as a browser shows it to whoever checks it. */
function shown(response: ResponseToSign, path = '/x', query = '?q=1') {
  const lines = Object.entries(response.headers).flatMap(([name, value]) =>
    [value].flat().map((line) => [name.toLowerCase(), line] as const),
  );
  const fields = [...lines, ...Object.entries(signer.sign(response))];
  return { method: 'GET', authority: 'a.test:8443', path, query, status: response.status, fields };
}

describe('a response that the kit signed', () => {
  it('is read back, over what browsers see of it, and holds under the key that the evidence names', () => {
    const [found] = readResponseSignatures(shown(RESPONSE));
    expect(found).toMatchObject({ created: 1_764_000_000, expires: 1_764_000_300 });
    expect(found?.bodyDigest).toEqual(Uint8Array.from(createHash('sha256').update('<p>hello</p>').digest()));
    expect(verify(null, found?.base ?? new Uint8Array(), publicKey, found?.signature ?? new Uint8Array())).toBe(true);
    expect(signer.key).toEqual({
      use: 'http-signature',
      key: Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
    });
  });

  it.each([
    ['/', '/', '?'],
    ['/a/../b?', '/b', '?'],
    ['//evil.test/x', '//evil.test/x', '?'],
  ])('answers %s as browsers write it', (target, path, query) => {
    const [found] = readResponseSignatures(shown({ ...RESPONSE, target }, path, query));
    expect(verify(null, found?.base ?? new Uint8Array(), publicKey, found?.signature ?? new Uint8Array())).toBe(true);
  });

  it.each<[string, Partial<ResponseToSign>]>([
    ['no content type', { headers: {} }],
    ['a header of two lines', { headers: { ...RESPONSE.headers, Link: 'a\n"@status": 500' } }],
    ['a target that is no path', { target: 'https://evil.test/' }],
  ])('is refused with %s: no browser would read it', (_, more) => {
    expect(() => signer.sign({ ...RESPONSE, ...more })).toThrow(expect.objectContaining({ code: 'option' }));
  });
});

describe('the key of a signer', () => {
  it.each([
    ['of another kind', { privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
    ['that is public', { privateKey: publicKey }],
    ['for longer than a day', { privateKey, seconds: 86_401 }],
    ['for no time', { privateKey, seconds: 0 }],
  ])('%s is refused', (_, options) => {
    expect(() => responseSigner({ origin: 'https://a.test', ...options })).toThrow(expect.objectContaining({ code: 'option' }));
  });
});
