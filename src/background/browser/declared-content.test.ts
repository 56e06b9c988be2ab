// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isAttestationHref } from '../discovery/link-header.ts';
import { watchedByChrome } from './declared-content.ts';

const PAGE = 'https://enclave.test/app/index.html';
const STYLES = readFileSync(join(import.meta.dirname, '../../../public/content/announcement.css'), 'utf8');
/** What Chrome was told to watch for. */
let watched = '';

type Rule = { readonly conditions: readonly { readonly css: readonly string[] }[] };

beforeAll(async () => {
  vi.stubGlobal('chrome', {
    runtime: {},
    declarativeContent: {
      onPageChanged: {
        removeRules: (_: unknown, done: () => void) => {
          done();
        },
        addRules: (rules: readonly Rule[], done: (added: readonly Rule[]) => void) => {
          watched = rules[0]?.conditions[0]?.css[0] ?? '';
          done(rules);
        },
      },
      PageStateMatcher: class {
        readonly css: readonly string[];
        constructor({ css }: { readonly css: readonly string[] }) {
          this.css = css;
        }
      },
      RequestContentScript: vi.fn(),
    },
  });
  expect(await watchedByChrome('announcement.js')).toBe(true);
});

const isWatched = (href: string, rel = 'attestation'): boolean => {
  const link = document.createElement('link');
  link.setAttribute('rel', rel);
  link.setAttribute('href', href);
  return link.matches(watched);
};

describe('Chrome', () => {
  it.each([
    '/.well-known/attestation',
    'https://enclave.test/.well-known/attestation',
    'HTTPS://ENCLAVE.test:443/.well-known/attestation',
    '//enclave.test/.well-known/attestation',
    '../.well-known/attestation',
    ' /.well-known/attestation\n',
  ])('watches for an announcing link however it is written: %j', (href) => {
    expect(isAttestationHref(PAGE, new URL(href, PAGE).href)).toBe(true);
    expect(isWatched(href)).toBe(true);
    expect(isWatched(href, 'nofollow Attestation')).toBe(true);
  });

  it.each(['/x', '', '/.well-known/other', '/attestation'])('gives no box to a link that names %j', (href) => {
    expect(isWatched(href)).toBe(false);
  });

  it('gives a box to exactly the links that it watches for, and to their head', () => {
    const [selectors = ''] = STYLES.replace(/\/\*[^]*?\*\//g, '')
      .replaceAll("'", '"')
      .split('{');
    expect(selectors.split(',').map((one) => one.trim())).toEqual([`head:has(> ${watched})`, watched]);
  });
});
