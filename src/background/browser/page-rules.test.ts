import { describe, expect, it, vi } from 'vitest';
import { sessionWord } from '../api/page-guard.ts';
import { withSession } from '../../verifier/protocol/index.ts';

// No browser API is called here: rules are built, not set.
vi.mock('webextension-polyfill', () => ({ default: { extension: { inIncognitoContext: false } } }));
const { chromeRule, renewedRule } = await import('./page-rules.ts');
const { addressesOf } = await import('./locked-addresses.ts');

const ORIGIN = 'https://a-b.test';
/** As the browser's session makes it: what a rule ends with must be what a renewal looks for. */
const wordIn =
  (secret: string) =>
  (origin: string): string =>
    sessionWord(secret.repeat(32), origin);
const WORD = wordIn('a')(ORIGIN);
const NEXT = wordIn('b')(ORIGIN);
const rule = (policy = 'script-src x; manifest-src') => chromeRule({ id: 7, origin: ORIGIN, policy }, withSession(policy, WORD));

describe('the addresses of a locked origin', () => {
  it.each([
    'https://a-b.test/',
    'https://a-b.test/path?https://other.test/',
    'https://user:word@a-b.test/',
    'https://a-b.test./',
  ])('include %s', (url) => {
    expect(new RegExp(addressesOf(ORIGIN)).test(url)).toBe(true);
  });

  it.each([
    'https://a-b.test:8443/',
    'https://sub.a-b.test/',
    'https://a-b.test.evil.test/',
    'https://a-bxtest/',
    'https://evil.test/?https://a-b.test/',
    'https://evil.test/@a-b.test/',
    'https://evil.test#@a-b.test/',
    'http://a-b.test/',
  ])('do not include %s', (url) => {
    expect(new RegExp(addressesOf(ORIGIN)).test(url)).toBe(false);
  });

  it('include its port', () => {
    const expression = new RegExp(addressesOf(`${ORIGIN}:8443`));
    expect(['https://a-b.test:8443/', 'https://x@a-b.test.:8443/'].every((url) => expression.test(url))).toBe(true);
    expect(['https://a-b.test/', 'https://a-b.test:84430/'].some((url) => expression.test(url))).toBe(false);
  });
});

describe('the rule of an origin', () => {
  it('replaces the policy, never adds to it, severs old windows and removes what reports, loads by what is typed, or would no longer hold', () => {
    expect(rule().action).toEqual({
      type: 'modifyHeaders',
      responseHeaders: [
        { header: 'content-security-policy', operation: 'set', value: `script-src x; manifest-src https://${WORD}` },
        { header: 'cross-origin-opener-policy', operation: 'set', value: 'noopener-allow-popups' },
        { header: 'content-security-policy-report-only', operation: 'remove' },
        { header: 'reporting-endpoints', operation: 'remove' },
        { header: 'report-to', operation: 'remove' },
        { header: 'nel', operation: 'remove' },
        { header: 'speculation-rules', operation: 'remove' },
        { header: 'signature-input', operation: 'remove' },
        { header: 'signature', operation: 'remove' },
      ],
    });
  });

  it('applies to everything that becomes a document, and not to scripts, which would all pay for it', () => {
    expect(rule().condition.resourceTypes).toEqual(['main_frame', 'sub_frame', 'object', 'other']);
  });
});

describe('a rule of an earlier session', () => {
  const headers = rule().action.responseHeaders ?? [];
  const withHeaders = (responseHeaders: typeof headers) => ({ ...rule(), action: { ...rule().action, responseHeaders } });

  it('is the same with the word of this session, which only its origin gets', () => {
    expect(renewedRule(rule(), wordIn('b'))).toEqual(
      chromeRule({ id: 7, origin: ORIGIN, policy: 'unused' }, `script-src x; manifest-src https://${NEXT}`),
    );
  });

  it.each([`${ORIGIN}:8443`, 'https://xn--bcher-kva.test', 'https://127.0.0.1:1', 'https://[::1]:8443'])(
    'is known of %s',
    (origin) => {
      const old = chromeRule({ id: 1, origin, policy: '' }, withSession('x', WORD));
      let asked = '';
      renewedRule(old, (of) => {
        asked = of;
        return NEXT;
      });
      expect(asked).toBe(origin);
    },
  );

  it('is left alone when it already has that word, or is not ours', () => {
    expect(renewedRule(rule(), () => WORD)).toBeNull();
    expect(renewedRule(chromeRule({ id: 1, origin: ORIGIN, policy: '' }, 'x'), () => NEXT)).toBeNull();
    expect(renewedRule({ ...rule(), condition: { urlFilter: 'a' } }, () => NEXT)).toBeNull();
    const filter = addressesOf(ORIGIN);
    for (const regexFilter of [`x${filter}`, `${filter}x`])
      expect(renewedRule({ ...rule(), condition: { regexFilter } }, () => NEXT)).toBeNull();
    expect(renewedRule({ ...rule(), action: { type: 'block' } }, () => NEXT)).toBeNull();
    expect(renewedRule(withHeaders(headers.slice(1)), () => NEXT)).toBeNull();
  });

  it('is known by its policy, wherever that is among its headers', () => {
    expect(renewedRule(withHeaders(headers.toReversed()), () => NEXT)).toEqual(renewedRule(rule(), () => NEXT));
  });
});
