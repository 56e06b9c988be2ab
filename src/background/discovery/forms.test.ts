import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url } from '../../verifier/index.ts';
import { MAX_DOCUMENT_BYTES } from '../../verifier/protocol/index.ts';
import { ADAPTER_IDS, EVIDENCE_PATHS } from '../api/adapters.ts';
import { readReplies, requestsOf, type ReadAnswer } from './forms.ts';
import { isRead } from './markers.ts';
import { parseMediaType } from '../../verifier/encoding/media-type.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const b64 = (text: string): string => toBase64Url(bytes(text));
const ASKED = { origin: 'https://enclave.test', nonce: new Uint8Array(32).fill(7), connection: null };
const BINDING = {
  layout: 'sealmark-1',
  origin: 'https://enclave.test',
  nonce: toBase64Url(new Uint8Array(32).fill(7)),
  keys: [
    { use: 'tls', spki: b64('spki') },
    { use: 'registry', key: toBase64Url(new Uint8Array(32).fill(1)) },
  ],
};
const good = {
  __cmwc_t: 'tag:sealmark.dev,2026:site-attestation#1',
  evidence: ['application/vnd.sealmark.dcap-quote', b64('quote'), 4],
  binding: ['application/vnd.sealmark.binding+json', b64(JSON.stringify(BINDING)), 4],
  endorsements: ['application/vnd.sealmark.dcap-collateral+json', b64('{}'), 2],
};

const documentOrProblem = (body: Uint8Array): ReadAnswer =>
  readReplies('sealmark', [{ status: 200, contentType: null, bytes: body }], ASKED);
const read = (value: unknown) => documentOrProblem(bytes(typeof value === 'string' ? value : JSON.stringify(value)));
const code = (value: unknown): string => {
  const result = read(value);
  return 'problem' in result ? result.problem.code : 'read';
};
const withBinding = (binding: object) => ({
  ...good,
  binding: [good.binding[0], b64(JSON.stringify({ ...BINDING, ...binding })), 4],
});

describe('the devices sent with the evidence', () => {
  const gpu = (type: string, indicator = 4) => ({
    ...good,
    accelerators: [`application/vnd.sealmark.${type}`, b64('[]'), indicator],
  });

  it('are read by their type, and left out if it is unknown', () => {
    expect(read(gpu('nvidia-gpu-evidence'))).toMatchObject({ document: { accelerators: { type: 'nvidia-gpu-evidence' } } });
    expect(read(gpu('another-gpu-evidence'))).toMatchObject({ document: { accelerators: null } });
    expect(read(gpu('dcap-quote'))).toHaveProperty('problem');
    expect(read(good)).toMatchObject({ document: { accelerators: null } });
  });

  it('are not marked as anything but evidence', () => {
    expect(code(gpu('nvidia-gpu-evidence', 2))).toBe('document.malformed');
  });

  it('may be named in the binding by a digest of 32 bytes', () => {
    const key = (bytes: number) => ({ use: 'accelerators', sha256: toBase64Url(new Uint8Array(bytes)) });
    expect(code(withBinding({ keys: [key(32)] }))).toBe('read');
    expect(code(withBinding({ keys: [key(31)] }))).toBe('document.malformed');
    expect(code(withBinding({ keys: [{ use: 'accelerators', spki: b64('spki') }] }))).toBe('document.malformed');
  });
});

describe('the problem with a document that cannot be read', () => {
  const received = (value: unknown): string => JSON.stringify(read(value));
  const long = 'x'.repeat(100_000);
  const many = (member: unknown) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${String(index)}${'x'.repeat(5000)}`, member]));

  it.each<[string, unknown]>([
    ['several pieces of evidence under long names', { ...good, ...many(good.evidence) }],
    ['no evidence, and other members under long names', { __cmwc_t: good.__cmwc_t, ...many(good.endorsements) }],
    ['a long name twice', `{"__cmwc_t":"x","${long}":1,"${long}":1}`],
    ['a long media type', { ...good, evidence: [`application/${long}`, b64('quote'), 4] }],
    [
      'thousands of members',
      { ...good, ...Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`e${String(at)}`, good.endorsements])) },
    ],
  ])('is short enough to be kept with every tab: %s', (_, value) => {
    expect(read(value)).toHaveProperty('problem');
    expect(received(value).length).toBeLessThan(1000);
  });

  it('names the first members', () => {
    const result = read({ __cmwc_t: good.__cmwc_t, binding: good.binding, endorsements: good.endorsements });
    expect(result).toMatchObject({ problem: { facts: { labels: 'binding, endorsements' } } });
  });
});

describe('a document of our own', () => {
  it('reads evidence, binding and endorsements', () => {
    const result = read(good);
    if ('problem' in result) throw new Error(result.problem.code);
    const { evidence, binding, endorsements, challenge, registered } = result.document;
    expect(evidence).toEqual({ type: 'dcap-quote', bytes: bytes('quote'), parameters: {} });
    expect(binding).toEqual({
      layout: 'sealmark-1',
      origin: 'https://enclave.test',
      nonce: new Uint8Array(32).fill(7),
      keys: [
        { use: 'tls', key: bytes('spki') },
        { use: 'registry', key: new Uint8Array(32).fill(1) },
      ],
    });
    expect(endorsements).toEqual([{ mediaType: 'application/vnd.sealmark.dcap-collateral+json', bytes: bytes('{}') }]);
    expect([challenge, registered]).toEqual([null, null]);
  });

  it('returns what is sent with the evidence as its parameters', () => {
    const result = read({ ...good, evidence: ['application/vnd.sealmark.ias-report; signature="a/b+c=="; x=1', b64('r'), 4] });
    expect('document' in result ? result.document.evidence.parameters : null).toEqual({ signature: 'a/b+c==', x: '1' });
  });

  it('ignores unknown names, including nested collections', () => {
    expect(code({ ...good, later: ['text/plain', b64('x'), 0], more: { __cmwc_t: 'x' } })).toBe('read');
  });

  it('keeps a quote registered on a chain apart from the evidence', () => {
    const result = read({ ...good, registered: ['application/vnd.sealmark.dcap-quote', b64('old'), 4] });
    expect('document' in result ? [result.document.evidence.bytes, result.document.registered?.bytes] : null).toEqual([
      bytes('quote'),
      bytes('old'),
    ]);
  });

  it.each<[string, string, unknown]>([
    ['no evidence', 'document.no-evidence', { ...good, evidence: undefined }],
    ['evidence of an unknown type', 'document.no-evidence', { ...good, evidence: ['application/octet-stream', b64('x'), 4] }],
    [
      'a GPU’s report in place of the service’s evidence',
      'document.no-evidence',
      { ...good, evidence: ['application/vnd.sealmark.nvidia-gpu-evidence', b64('[]'), 4] },
    ],
    ['two pieces of evidence', 'document.several-evidences', { ...good, second: good.evidence }],
    ['another collection', 'document.malformed', { ...good, __cmwc_t: 'tag:other' }],
    ['no collection type', 'document.malformed', { ...good, __cmwc_t: undefined }],
    ['evidence marked as endorsements', 'document.malformed', { ...good, evidence: [good.evidence[0], good.evidence[1], 2] }],
    ['evidence without an indicator', 'document.malformed', { ...good, evidence: good.evidence.slice(0, 2) }],
    ['an indicator of no meaning', 'document.malformed', { ...good, evidence: [good.evidence[0], good.evidence[1], 99] }],
    ['a fourth item', 'document.malformed', { ...good, evidence: [...good.evidence, 0] }],
    ['padding', 'document.malformed', { ...good, evidence: [good.evidence[0], 'eA==', 4] }],
    ['the other base64', 'document.malformed', { ...good, evidence: [good.evidence[0], 'ab+/', 4] }],
    ['white space in base64', 'document.malformed', { ...good, evidence: [good.evidence[0], 'cXVv\ndGU', 4] }],
    ['pad bits', 'document.malformed', { ...good, evidence: [good.evidence[0], 'eB', 4] }],
    ['a media type in capitals', 'document.malformed', { ...good, evidence: ['Application/X', b64('x'), 4] }],
    ['a binding of another type', 'document.malformed', { ...good, binding: ['application/json', b64('{}'), 4] }],
    ['a binding that is a number', 'document.malformed', { ...good, binding: 7 }],
    ['another layout', 'document.malformed', withBinding({ layout: 'sealmark-2' })],
    ['a short nonce', 'document.malformed', withBinding({ nonce: 'AAAA' })],
    ['a key of unknown use', 'document.malformed', withBinding({ keys: [{ use: 'ssh', spki: 'AAAA' }] })],
    ['a key without its bytes', 'document.malformed', withBinding({ keys: [{ use: 'tls', key: 'AAAA' }] })],
    ['a registry key of 31 bytes', 'document.malformed', withBinding({ keys: [{ use: 'registry', key: 'A'.repeat(42) }] })],
    ['too many keys', 'document.malformed', withBinding({ keys: Array.from({ length: 65 }, () => BINDING.keys[0]) })],
    ['a list', 'document.malformed', []],
    ['no JSON', 'document.malformed', '<html>'],
    ['bytes after the end', 'document.malformed', `${JSON.stringify(good)} x`],
    ['a name twice', 'document.malformed', JSON.stringify(good).replace('{', '{"evidence":["application/x","",4],')],
    ['too many bytes', 'document.malformed', `${JSON.stringify(good)}${' '.repeat(MAX_DOCUMENT_BYTES)}`],
  ])('has a stable code for %s', (_, expected, value) => {
    expect(code(value)).toBe(expected);
  });

  it('reads an empty nonce, for evidence that is not made per visitor', () => {
    const result = read(withBinding({ nonce: '' }));
    expect('document' in result ? result.document.binding : null).toMatchObject({ nonce: new Uint8Array() });
  });

  it('is not confused by inherited property names', () => {
    const text = JSON.stringify(good).replace('{', '{"__proto__":["text/plain","",0],"constructor":{},');
    expect(code(text)).toBe('read');
  });

  it('answers any bytes with a document or a problem', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(Object.keys(documentOrProblem(any))).not.toHaveLength(0);
      }),
    );
  });

  it('answers a good document cut short anywhere, or with any byte changed', () => {
    const whole = bytes(JSON.stringify(good));
    for (let length = 0; length < whole.length; length += 1)
      expect('problem' in documentOrProblem(whole.slice(0, length))).toBe(true);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        expect(Object.keys(documentOrProblem(whole.with(at, byte)))).not.toHaveLength(0);
      }),
    );
  });
});

describe('parseMediaType', () => {
  it('refuses a parameter that occurs twice or is not well-formed', () => {
    for (const text of ['a/b; x=1; x=2', 'a/b; x', 'a/b; x="', 'a/b;', 'a/b x=1', '', 'a', 'a/', '/b', 'a/b; __proto__=1'])
      expect(() => parseMediaType(text, 'type')).toThrow();
  });

  it('reads quoted values', () => {
    expect(parseMediaType('a/b;x="1;\\"2"', 'type').parameters.get('x')).toBe('1;"2');
  });
});

describe('a request whose address names the nonce', () => {
  it('goes to one of the paths that can be watched in the browser', () => {
    const asked = { ...ASKED, nonce: new Uint8Array(32).fill(0xab) };
    for (const id of ADAPTER_IDS.filter(isRead)) {
      const urls = requestsOf(id, asked).map(({ url }) => new URL(url));
      for (const { pathname, search } of urls.filter((url) => url.search.includes('nonce=')))
        expect([id, EVIDENCE_PATHS.includes(pathname), search.length > 40]).toEqual([id, true, true]);
    }
  });
});
