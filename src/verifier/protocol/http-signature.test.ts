// Covers: http-signature.ts, signed-components.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64 } from '../bytes/base64.ts';
import { fromAscii } from '../bytes/text.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { ed25519Key } from '../testing/keys.ts';
import { digestField, MAX_SIGNATURE_LIFE_S, readResponseSignatures, unsignedResponse } from './http-signature.ts';
import type { ResponseFields, SignedMessage } from './signed-components.ts';

const KEY = ed25519Key('http-signature');
const CREATED = 1_764_000_000;
const LIFE = { key: KEY.raw, created: CREATED, expires: CREATED + 3600 };
const DIGEST = sha256(new TextEncoder().encode('<p>hello</p>'));
const FIELDS: ResponseFields = [
  ['content-type', 'text/html; charset=utf-8'],
  ['link', '</a>; rel="x"'],
  ['link', ' </b>; rel="y" '],
  ['date', 'Sun, 29 Nov 2026 15:00:00 GMT'],
  digestField(DIGEST),
];
const MESSAGE: SignedMessage = {
  method: 'GET',
  authority: 'a.test:8443',
  path: '/x',
  query: '?q=1',
  status: 200,
  fields: FIELDS,
};

/** The message as its signer sends it. */
function signed(message = MESSAGE, life = LIFE): SignedMessage {
  const { base, fieldsWith } = unsignedResponse(message, life);
  return { ...message, fields: [...message.fields, ...fieldsWith(KEY.sign(base))] };
}

/** The same with the two fields changed as text. */
const changed = (from: string | RegExp, to: string): SignedMessage => {
  const message = signed();
  return { ...message, fields: message.fields.map(([name, value]) => [name, value.replace(from, to)] as const) };
};

describe('the signature of a response', () => {
  it('covers exactly this text', () => {
    const keyid = toBase64(KEY.raw);
    expect(fromAscii(unsignedResponse(MESSAGE, LIFE).base, 'base')).toBe(
      [
        '"@method";req: GET',
        '"@authority";req: a.test:8443',
        '"@path";req: /x',
        '"@query";req: ?q=1',
        '"@status": 200',
        '"content-type": text/html; charset=utf-8',
        `"unencoded-digest";sf: sha-256=:${toBase64(DIGEST)}:`,
        '"link": </a>; rel="x", </b>; rel="y"',
        '"@signature-params": ("@method";req "@authority";req "@path";req "@query";req "@status" "content-type" "unencoded-digest";sf "link")' +
          `;created=1764000000;expires=1764003600;keyid="${keyid}";tag="ed25519-integrity"`,
      ].join('\n'),
    );
  });

  it('is read as it was written', () => {
    const [found, ...others] = readResponseSignatures(signed());
    const { base } = unsignedResponse(MESSAGE, LIFE);
    expect(others).toEqual([]);
    expect(found).toEqual({ ...LIFE, base, signature: KEY.sign(base), bodyDigest: DIGEST });
  });

  it('changes when any covered value changes', () => {
    const before = readResponseSignatures(signed())[0]?.base;
    const message = signed();
    const others: readonly Partial<SignedMessage>[] = [
      { method: 'POST' },
      { authority: 'b.test' },
      { path: '/y' },
      { query: '?' },
      { status: 404 },
      { fields: message.fields.map(([name, value]) => [name, name === 'content-type' ? 'text/plain' : value] as const) },
      { fields: message.fields.map(([name, value]) => [name, name === 'link' ? '</c>; rel="z"' : value] as const) },
    ];
    for (const other of others) expect(readResponseSignatures({ ...message, ...other })[0]?.base).not.toEqual(before);
  });

  it('may be accompanied by others; only those with the profile’s tag are read', () => {
    const message = signed();
    const also: ResponseFields = [
      ['signature-input', 'other=("@status");created=1;keyid="x";alg="rsa-v1_5-sha256"'],
      ['signature', 'other=:AAAA:'],
    ];
    expect(readResponseSignatures({ ...message, fields: [...message.fields, ...also] })).toHaveLength(1);
    expect(readResponseSignatures({ ...MESSAGE, fields: [...FIELDS, ...also] })).toEqual([]);
    expect(readResponseSignatures(MESSAGE)).toEqual([]);
  });

  it.each<[string, () => SignedMessage]>([
    [
      'a field that nobody signed',
      () => ({ ...signed(), fields: [...signed().fields, ['content-security-policy', "default-src 'none'"]] }),
    ],
    ['a field of which browsers learn next year', () => ({ ...signed(), fields: [...signed().fields, ['x-new-power', '1']] })],
    ['a field taken away', () => ({ ...signed(), fields: signed().fields.filter(([name]) => name !== 'link') })],
    [
      'a value of two lines',
      () => ({ ...signed(), fields: signed().fields.map(([n, v]) => [n, n === 'link' ? 'a\n"@status": 500' : v] as const) }),
    ],
    ['no path among what is covered', () => changed(' "@path";req', '')],
    ['no status among what is covered', () => changed(' "@status"', '')],
    ['no digest among what is covered', () => changed(' "unencoded-digest";sf', '')],
    ['the digest as mere text', () => changed('"unencoded-digest";sf', '"unencoded-digest"')],
    ['the status of the request', () => changed('"@status"', '"@status";req')],
    ['a component twice', () => changed('"@status"', '"@status" "@status"')],
    ['a derived component of another kind', () => changed('"@status"', '"@status" "@target-uri";req')],
    ['an algorithm', () => changed(';tag', ';alg="ed25519";tag')],
    ['a nonce', () => changed(';tag', ';nonce="x";tag')],
    ['no key', () => changed(/;keyid="[^"]*"/, '')],
    ['a key that is none', () => changed(/;keyid="[^"]*"/, ';keyid="AAAA"')],
    ['no beginning', () => changed(/;created=\d+/, '')],
    ['no end', () => changed(/;expires=\d+/, '')],
    ['an end before its beginning', () => changed(/;expires=\d+/, `;expires=${String(CREATED)}`)],
    ['a life of more than a day', () => changed(/;expires=\d+/, `;expires=${String(CREATED + MAX_SIGNATURE_LIFE_S + 1)}`)],
    ['a beginning before there was time', () => changed(/created=\d+;expires=\d+/, 'created=-1;expires=9')],
    ['no list of components', () => changed(/sealmark=\([^)]*\)/, 'sealmark=1')],
    ['another label for its signature', () => changed('sealmark=:', 'other=:')],
    ['a signature that is too short', () => changed(/sealmark=:[^:]*:/, 'sealmark=:AAAA:')],
    ['a signature with a parameter', () => changed(/(sealmark=:[^:]*:)/, '$1;a')],
    ['two digests', () => changed(/(sha-256=:[^:]*:)/, '$1, sha-512=:AAAA:')],
    ['a digest of another algorithm', () => changed('sha-256=', 'sha-384=')],
    ['a digest that is too short', () => changed(/sha-256=:[^:]*:/, 'sha-256=:AAAA:')],
    ['another spelling', () => changed('("@method"', '( "@method"')],
  ])('is refused with %s', (_, message) => {
    expect(() => readResponseSignatures(message())).toThrow(Malformed);
  });

  it('is refused if there are more than anyone needs', () => {
    const { base, fieldsWith } = unsignedResponse(MESSAGE, LIFE);
    const fields = fieldsWith(KEY.sign(base));
    const many = (count: number): SignedMessage => ({
      ...MESSAGE,
      fields: [
        ...FIELDS,
        ...Array.from({ length: count }, (_, at) =>
          fields.map(([name, value]) => [name, value.replace('sealmark=', `s${String(at)}=`)] as const),
        ).flat(),
      ],
    });
    expect(readResponseSignatures(many(4))).toHaveLength(4);
    expect(() => readResponseSignatures(many(5))).toThrow('too many');
  });

  it('is read or Malformed, and nothing else, whatever the fields contain', () => {
    const original = signed();
    fc.assert(
      fc.property(fc.nat({ max: original.fields.length - 1 }), fc.nat(400), fc.string({ maxLength: 3 }), (which, at, piece) => {
        const fields = original.fields.map(([name, value], index) =>
          index === which ? ([name, `${value.slice(0, at)}${piece}${value.slice(at + 1)}`] as const) : ([name, value] as const),
        );
        const found = unlessMalformed(() => readResponseSignatures({ ...original, fields }), null);
        // Whatever reads successfully but differs is unsigned, except for parts that need no signature.
        for (const one of found ?? []) expect(one.key.length + one.signature.length + one.bodyDigest.length).toBe(128);
      }),
      { numRuns: 1000 },
    );
  });
});
