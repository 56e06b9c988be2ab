import { describe, expect, it } from 'vitest';
import { manifestFor, NOBODY, type Target } from '../build/manifest.ts';
import { complaintsOfManifest } from './manifest-rules.ts';

const TARGETS = ['chrome', 'firefox'] as const;

/** The manifest of a release, and what is planted in it. */
function written(target: Target, planted: object = {}): string {
  return JSON.stringify({ ...manifestFor(target, 'release'), ...planted });
}

describe.each(TARGETS)('the manifest of the %s release', (target) => {
  it('contains nothing that it may not', () => {
    expect(complaintsOfManifest(target, written(target))).toEqual([]);
  });

  it.each([
    ['a file that pages can reach', { web_accessible_resources: [{ resources: ['one.js'], matches: ['https://*/*'] }] }],
    [
      'a file whose address stays the same',
      { web_accessible_resources: [{ resources: ['empty'], matches: ['https://nowhere.invalid/*'] }] },
    ],
    ['a door for web pages', { externally_connectable: { ids: [NOBODY], matches: ['https://*.test/*'] } }],
    ['a door for other extensions', { externally_connectable: { ids: ['*'] } }],
    ['a door for another extension', { externally_connectable: { ids: [NOBODY, 'b'.repeat(32)] } }],
    ['a content script that needs host access at install', { content_scripts: [{ matches: ['https://*/*'], js: ['one.js'] }] }],
    ['host access at install', { host_permissions: ['https://*/*'] }],
    ['a permission that nobody declared', { permissions: ['storage', 'cookies'] }],
    ['the name of a test build', { name: 'Sealmark (test build)' }],
    ['a sandboxed page', { sandbox: { pages: ['one.html'] } }],
    ['no policy', { content_security_policy: {} }],
    ['WebAssembly in its policy', policy("script-src 'self' 'wasm-unsafe-eval'")],
    ['eval in its policy', policy("script-src 'self' 'unsafe-eval'")],
    ['scripts from elsewhere in its policy', policy("script-src 'self' https://cdn.test")],
    ['a default that allows everything', { content_security_policy: { extension_pages: "script-src 'self'" } }],
  ])('is refused with %s', (_, planted) => {
    expect(complaintsOfManifest(target, written(target, planted))).toHaveLength(1);
  });
});

function policy(scripts: string): object {
  return { content_security_policy: { extension_pages: `default-src 'none'; ${scripts}` } };
}

it('Chrome lets every other extension in if its manifest does not mention them', () => {
  expect(complaintsOfManifest('chrome', written('chrome', { externally_connectable: undefined }))).toHaveLength(1);
});
