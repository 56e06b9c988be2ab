import { describe, expect, it } from 'vitest';
import type { PageLock } from './page-lock.ts';
import { isConnectOrigin } from './page-lock.ts';
import { pagePolicy, withoutSession, withSession } from './page-policy.ts';
import { scriptSource } from './script-source.ts';

const A = scriptSource('sha256', new Uint8Array(32).fill(1));
const B = scriptSource('sha384', new Uint8Array(48).fill(2));
const NONE = { wasm: false, imgNetwork: false, frames: false, connect: [] };
const strict: PageLock = { sources: [A], level: 'strict', relaxations: NONE };
const origins = ['https://a.test', 'wss://b.test'].filter(isConnectOrigin);

describe('the policy of a page', () => {
  it('at strict is the one that PROTOCOL.md specifies', () => {
    expect(withSession(pagePolicy(strict, []), 'word')).toBe(
      `default-src 'none'; script-src '${A}'; connect-src 'self'; img-src data: blob:; media-src data: blob:; font-src data:; ` +
        `style-src 'unsafe-inline' 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
        'manifest-src https://word',
    );
  });

  it('at scripts is the one that PROTOCOL.md specifies', () => {
    expect(withSession(pagePolicy({ ...strict, level: 'scripts' }, []), 'word')).toBe(
      `script-src '${A}'; worker-src blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; manifest-src 'self' https://word`,
    );
  });

  it('changes with each relaxation in exactly one place', () => {
    const relaxed = (over: Partial<PageLock['relaxations']>): string =>
      pagePolicy({ ...strict, relaxations: { ...NONE, ...over } }, []);
    const plain = pagePolicy(strict, []);
    expect(relaxed({ wasm: true })).toBe(plain.replace(`'${A}'`, `'${A}' 'wasm-unsafe-eval'`));
    expect(relaxed({ imgNetwork: true })).toBe(plain.replace('img-src data: blob:', 'img-src data: blob: https:'));
    expect(relaxed({ connect: origins })).toBe(plain.replace("'self'; img", `'self' ${origins.join(' ')}; img`));
    expect(relaxed({ frames: true })).toBe(
      plain.replace('base-uri', "frame-src 'self' https:; base-uri").replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    );
  });

  it('also allows WebAssembly at scripts', () => {
    expect(pagePolicy({ ...strict, level: 'scripts', relaxations: { ...NONE, wasm: true } }, [])).toContain(
      `script-src '${A}' 'wasm-unsafe-eval';`,
    );
  });

  it('without sources lets no script run', () => {
    expect(pagePolicy({ ...strict, sources: [] }, [])).toContain("script-src 'none';");
  });

  it('includes earlier sources like its own: the text does not depend on which evidence came first', () => {
    expect(pagePolicy({ ...strict, sources: [A] }, [B])).toBe(pagePolicy({ ...strict, sources: [B] }, [A, B]));
    expect(pagePolicy(strict, [B])).toContain(`script-src '${A}' '${B}';`);
  });
});

describe('a header with the word of the session', () => {
  it('gives the policy back', () => {
    expect(withoutSession(withSession(pagePolicy(strict, []), 'word'), 'word')).toBe(pagePolicy(strict, []));
  });

  it.each([
    ['another word', 'x https://other', 'word'],
    ['no word', 'x', 'word'],
    ['something behind it', 'x https://word; y', 'word'],
    ['a longer host', 'x https://another-word', 'word'],
    ['a session without one', 'x https://', ''],
  ])('is none of ours with %s', (_, header, word) => {
    expect(withoutSession(header, word)).toBeNull();
  });
});
