import type { ManifestV3Export } from '@crxjs/vite-plugin';
import { SESSION_FILE } from '../src/background/api/page-guard.ts';
import common from '../manifest.json' with { type: 'json' };
import pkg from '../package.json' with { type: 'json' };

type ManifestV3 = Extract<ManifestV3Export, { manifest_version: number }>;

/** The browser that a build is for. */
export type Target = 'chrome' | 'firefox';

/** What a build is for: a release, the end-to-end tests, or development (`npm run dev`, Chrome only). */
export type Purpose = 'release' | 'test' | 'dev';

/**
 * An extension ID that nobody has: IDs are the first 128 bits of the SHA-256 of a public key, with digits from a to p, and these
 * are all zero. Without `externally_connectable` every extension could connect in Chrome; with empty lists Chrome notes at every
 * start that nothing can.
 */
export const NOBODY = 'a'.repeat(32);

/**
 * One empty file whose address no page can find and no page may load: its host changes every session, and only our own scripts
 * know it. The guard of a locked page and the background derive the same secret from it (DESIGN §3).
 */
export const SESSION_RESOURCE = {
  resources: [SESSION_FILE],
  matches: ['https://nowhere.invalid/*'],
  use_dynamic_url: true,
};

const ONLY_CHROME = {
  minimum_chrome_version: '137',
  // A separate worker and session storage for private windows.
  incognito: 'split',
  externally_connectable: { ids: [NOBODY] },
  web_accessible_resources: [SESSION_RESOURCE],
} satisfies Partial<ManifestV3>;

const ONLY_FIREFOX = {
  background: { scripts: [common.background.service_worker], type: 'module' as const },
  browser_specific_settings: {
    gecko: {
      id: 'sealmark@sealmark.dev',
      strict_min_version: '140.0',
      data_collection_permissions: { required: ['none' as const] },
    },
  },
  action: { ...common.action, default_area: 'navbar' },
  // The mark inside the address bar; Chrome has no such place.
  page_action: { ...common.action, pinned: true },
};

const PERMISSIONS = {
  chrome: ['offscreen', 'declarativeContent', 'declarativeNetRequestWithHostAccess', 'browsingData'],
  // For reading the bodies of signed pages (docs/PROTOCOL.md section 10), and for holding locked ones.
  firefox: ['webRequestBlocking', 'webRequestFilterResponse', 'declarativeNetRequestWithHostAccess'],
} satisfies Record<Target, ManifestV3['permissions']>;

/** What only some builds may reach, by directive of the extension pages' policy. */
const ALSO_ALLOWED: Readonly<Record<Purpose, Readonly<Record<string, string>>>> = {
  release: {},
  // A chain and vendors on this machine.
  test: { 'connect-src': 'ws://127.0.0.1:*' },
  // Vite's server, and the styles that it injects into pages.
  dev: {
    'script-src': 'http://localhost:*',
    'connect-src': 'http://localhost:* ws://localhost:*',
    'style-src': "'unsafe-inline'",
  },
};

function policyFor(purpose: Purpose): string {
  const also = new Map(Object.entries(ALSO_ALLOWED[purpose]));
  const directives = common.content_security_policy.extension_pages.split('; ');
  return directives.map((directive) => [directive, also.get(directive.split(' ')[0] ?? '')].filter(Boolean).join(' ')).join('; ');
}

/** The manifest of one build: `manifest.json` and what differs. */
export function manifestFor(target: Target, purpose: Purpose): ManifestV3 {
  return {
    ...(common as ManifestV3),
    ...(target === 'firefox' ? ONLY_FIREFOX : ONLY_CHROME),
    ...(purpose === 'release' ? {} : { name: `Sealmark (${purpose} build)` }),
    version: pkg.version,
    permissions: [...common.permissions, ...PERMISSIONS[target]],
    content_security_policy: { extension_pages: policyFor(purpose) },
  };
}
