// Covers: page-lock.ts, script-source.ts
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAscii } from '../bytes/text.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { ed25519Key, p256Key } from '../testing/keys.ts';
import type { KeyUse } from './commitment.ts';
import { isConnectOrigin, MAX_SCRIPT_SOURCES, readPageLock } from './page-lock.ts';
import { pagePolicy } from './page-policy.ts';
import { isKey, isScriptSource, readScriptSource, scriptSource, type ScriptSource } from './script-source.ts';

type Keys = Partial<Readonly<Record<KeyUse, readonly Uint8Array[]>>>;
const text = (value: string): Uint8Array => toAscii(value, 'text');
const read = (keys: Keys) => readPageLock({ keysFor: (use) => keys[use] ?? [] });
const policy = (value: string, more: Keys = {}) => read({ 'page-policy': [text(value)], ...more });

const hash = (byte: number): ScriptSource => scriptSource('sha256', new Uint8Array(32).fill(byte));

describe('a page lock', () => {
  it('is absent if evidence names neither scripts nor a policy', () => {
    expect(read({ tls: [p256Key('tls').spki] })).toBeNull();
  });

  it('contains every hash and key once, in one order', () => {
    const key = ed25519Key('script').spki;
    const lock = read({ 'script-hashes': [text(`${hash(2)} ${hash(1)}`), text(hash(2))], script: [key, key] });
    expect(lock?.sources).toHaveLength(3);
    expect(lock?.sources).toEqual([...(lock?.sources ?? [])].sort());
    expect(lock?.sources.filter(isKey)).toEqual([scriptSource('ed25519', key.slice(-32))]);
    expect(lock).toMatchObject({ level: 'scripts', relaxations: { wasm: false, imgNetwork: false, frames: false, connect: [] } });
  });

  it('names a key alone, or hashes alone', () => {
    const key = ed25519Key('script').spki;
    expect(read({ script: [key] })?.sources).toEqual([scriptSource('ed25519', key.slice(-32))]);
    expect(read({ 'script-hashes': [text(hash(1))] })?.sources).toEqual([hash(1)]);
  });

  it('without sources runs no script', () => {
    expect(policy('strict')).toMatchObject({ sources: [], level: 'strict' });
  });

  it('relaxes what its policy lists, and nothing else', () => {
    expect(policy('strict connect wss://b.test:8443 https://a.test wasm')?.relaxations).toEqual({
      wasm: true,
      imgNetwork: false,
      frames: false,
      connect: ['https://a.test', 'wss://b.test:8443'],
    });
    expect(policy('strict frames img-network')?.relaxations).toMatchObject({ imgNetwork: true, frames: true, wasm: false });
    expect(policy('scripts wasm')?.relaxations.wasm).toBe(true);
  });

  it.each([
    ['an unknown level', 'lax', 'neither scripts nor strict'],
    ['no level', '', 'neither scripts nor strict'],
    ['a word that is not in the list', 'strict eval', 'not one of its words, each once'],
    ['a word twice', 'strict wasm wasm', 'not one of its words, each once'],
    ['two spaces', 'strict  wasm', 'not one of its words, each once'],
    ['a space at the end', 'strict ', 'not one of its words, each once'],
    ['another case', 'Strict', 'neither scripts nor strict'],
    ['connect without an origin', 'strict connect', 'connect without origins, or with too many'],
    ['connect without an origin before another word', 'strict connect wasm', 'connect without origins, or with too many'],
    ['an origin without connect', 'strict https://a.test', 'not one of its words, each once'],
    ['an origin after another word', 'strict connect https://a.test wasm https://b.test', 'not one of its words, each once'],
    ['an origin twice', 'strict connect https://a.test https://a.test', 'an origin twice'],
    [
      'nine origins',
      `strict connect ${Array.from({ length: 9 }, (_, at) => `https://a${String(at)}.test`).join(' ')}`,
      'connect without origins, or with too many',
    ],
    ['a relaxation of what scripts does not hold', 'scripts img-network', 'nothing but wasm is held back at scripts'],
    ['a directive', 'strict connect https://a.test;script-src', 'not one of its words, each once'],
    ['more text than any policy has', `strict connect ${'https://a.test '.repeat(300)}`, 'too long'],
  ])('is not read with %s, and says why', (_, value, why) => {
    expect(() => policy(value)).toThrow(new Malformed('binding.keys.page-policy', why));
  });

  it.each<[string, Keys, Malformed]>([
    [
      'two policies',
      { 'page-policy': [text('strict'), text('strict')] },
      new Malformed('binding.keys.page-policy', 'more than one'),
    ],
    ['a key of another kind', { script: [p256Key('other').spki] }, new Malformed('binding.keys.script', 'not an Ed25519 key')],
    [
      'a key among hashes',
      { 'script-hashes': [text(scriptSource('ed25519', new Uint8Array(32)))] },
      new Malformed('binding.keys.script-hashes', 'a key among hashes'),
    ],
    [
      'no hash in its list of hashes',
      { 'script-hashes': [text('')] },
      new Malformed('script-source', 'not an algorithm, a dash and base64'),
    ],
    [
      'more text than any list of hashes has',
      { 'script-hashes': [text(Array<string>(700).fill(hash(1)).join(' '))] },
      new Malformed('binding.keys.script-hashes', 'too long'),
    ],
    [
      'bytes that are not ASCII',
      { 'script-hashes': [Uint8Array.of(0xff)] },
      new Malformed('binding.keys.script-hashes', 'not ASCII'),
    ],
    [
      'more hashes than a header may hold',
      { 'script-hashes': [text(Array.from({ length: MAX_SCRIPT_SOURCES + 1 }, (__, at) => hash(at)).join(' '))] },
      new Malformed('binding.keys.script-hashes', 'too many'),
    ],
  ])('is not read with %s, and says why', (_, keys, error) => {
    expect(() => read(keys)).toThrow(error);
  });

  it('may contain as many hashes as fit in a header', () => {
    const hashes = Array.from({ length: MAX_SCRIPT_SOURCES }, (_, at) => hash(at)).join(' ');
    expect(read({ 'script-hashes': [text(hashes)] })?.sources).toHaveLength(MAX_SCRIPT_SOURCES);
  });
});

describe('a script source', () => {
  const good = hash(7);

  it('says why it is none', () => {
    expect(() => readScriptSource('sha1-AAAA')).toThrow(new Malformed('script-source', 'not an algorithm, a dash and base64'));
    expect(() => readScriptSource('sha256-AAAA')).toThrow(new Malformed('script-source', 'value of another length'));
    expect(() => readScriptSource('sha256-AAA')).toThrow('script-source');
  });

  it('has one spelling', () => {
    expect(readScriptSource(good)).toBe(good);
    expect(isScriptSource(good)).toBe(true);
  });

  it.each([
    ['a keyword', "'unsafe-inline'"],
    ['a bare keyword', 'strict-dynamic'],
    ['a nonce', 'nonce-AAAA'],
    ['another algorithm', good.replace('sha256', 'sha1')],
    ['a name that objects inherit', good.replace('sha256', 'constructor')],
    ['a value of another length', `sha384-${good.slice(7)}`],
    ['a value without padding', good.slice(0, -1)],
    ['the other alphabet', `sha256-${'-'.repeat(43)}=`],
    ['pad bits that are not zero', `${good.slice(0, -2)}9=`],
    ['an option', `${good}?x`],
    ['a directive after it', `${good};script-src`],
    ['a line break after it', `${good}\n`],
    ['capitals', good.replace('sha', 'SHA')],
  ])('is not %s', (_, value) => {
    expect(isScriptSource(value)).toBe(false);
  });
});

describe('an origin to connect to', () => {
  const longest = `https://${'a'.repeat(259)}`;

  it.each(['https://a.test', 'wss://a-b.c.test:8443', 'https://127.0.0.1:1', longest])('may be %s', (origin) => {
    expect(isConnectOrigin(origin)).toBe(true);
  });

  it.each([
    'http://a.test',
    'https://*.test',
    'https://*',
    'https:',
    'https://a.test/',
    'https://a.test:*',
    'https://a.test:0',
    'https://A.test',
    'https://a.test.',
    'https://.a.test',
    'https://-a.test',
    'https://u@a.test',
    'https://a.test,b',
    'data:',
    "'self'",
    `${longest}a`,
  ])('may not be %s', (origin) => {
    expect(isConnectOrigin(origin)).toBe(false);
  });
});

/** Everything that may appear in a policy's text, whoever wrote the evidence. */
const DIRECTIVES =
  /^(?:(?:default|script|connect|img|media|font|style|worker|object|frame|manifest)-src|base-uri|form-action|frame-ancestors)$/;
const SOURCES =
  /^(?:'(?:none|self|unsafe-inline|wasm-unsafe-eval)'|data:|blob:|https:|'(?:sha256|sha384|sha512|ed25519)-[A-Za-z0-9+/]+={0,2}'|(?:https|wss):\/\/[a-z0-9.-]+(?::\d+)?)$/;

describe('what evidence says', () => {
  const words = fc.constantFrom(
    ...['strict', 'scripts', 'wasm', 'connect', 'frames', 'img-network', ' ', ';', ',', "'unsafe-eval'", '\r\n', '\0'],
    ...[hash(1), hash(2), 'https://a.test', 'wss://b.test', 'https://*', 'sha256-', 'ed25519-'],
  );
  const likely = fc.array(words, { maxLength: 8 }).map((parts) => text(parts.join('')));
  const spaced = fc.array(words, { maxLength: 6 }).map((parts) => text(parts.join(' ')));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), likely, spaced);
  const many = fc.array(bytes, { maxLength: 2 });
  const { spki } = ed25519Key('script');

  it('adds nothing to a policy beyond the list, or is not read', () => {
    let made = 0;
    fc.assert(
      fc.property(many, many, many, (hashes, keys, policies) => {
        const lock = unlessMalformed(
          () =>
            read({
              'script-hashes': hashes,
              script: keys.map((key) => (key.length % 2 === 0 ? spki : key)),
              'page-policy': policies,
            }),
          null,
        );
        if (lock === null) return;
        made += 1;
        for (const directive of pagePolicy(lock, []).split('; ')) {
          const [name = '', ...sources] = directive.split(' ');
          expect(name).toMatch(DIRECTIVES);
          for (const source of sources) expect(source).toMatch(SOURCES);
          // Only the named sources, and the permission to compile WebAssembly, decide what runs.
          if (name === 'script-src')
            expect(sources.join(' ')).not.toMatch(/(?<!wasm-)unsafe-(?:inline|eval|hashes)|self|https?:|data:|blob:|\*|dynamic/);
        }
      }),
      { numRuns: 2000 },
    );
    expect(made).toBeGreaterThan(20);
  });
});
