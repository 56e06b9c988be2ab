import type { ManifestV3Export } from '@crxjs/vite-plugin';
import pkg from '../package.json' with { type: 'json' };

type ManifestV3 = Extract<ManifestV3Export, { manifest_version: number }>;

export type Target = 'chrome' | 'firefox';

/** Who we are: lists of extensions, permission prompts. It never stands for a result. */
const logo = Object.fromEntries([16, 32, 48, 64, 96, 128].map((size) => [size, `icons/logo-${String(size)}.png`]));

/** Every size the browsers ask for, of the mark's resting state. */
const icons = Object.fromEntries([16, 20, 24, 32, 48, 64].map((size) => [size, `icons/none-light-${String(size)}.png`]));

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' https: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** The test build talks to a chain and vendors on this machine; nothing else about its policy differs. */
const testPolicy = policy.map((line) => (line.startsWith('connect-src') ? `${line} ws://127.0.0.1:*` : line));

const background = {
  chrome: { service_worker: 'src/background/index.ts', type: 'module' as const },
  firefox: { scripts: ['src/background/index.ts'], type: 'module' as const },
} satisfies Record<Target, ManifestV3['background']>;

const onlyChrome = {
  minimum_chrome_version: '137',
  // A worker and a session storage of its own for private windows.
  incognito: 'split',
  externally_connectable: { ids: [], matches: [] },
} satisfies Partial<ManifestV3>;

const onlyFirefox = {
  browser_specific_settings: {
    gecko: {
      id: 'sealmark@sealmark.dev',
      strict_min_version: '140.0',
      data_collection_permissions: { required: ['none' as const] },
    },
  },
  // The mark inside the address bar; Chrome has no such place.
  page_action: {
    default_popup: 'src/popup/index.html',
    default_title: '__MSG_actionTitle__',
    default_icon: icons,
    pinned: true,
  },
};

/**
 * The manifest of one build. Every permission here is used by exactly the file named beside it; scripts/manifest-rules.ts
 * compares this list with the sources.
 */
export function manifest(target: Target, test: boolean): ManifestV3 {
  const permissions = ['storage', 'webRequest', 'webNavigation', 'alarms', 'scripting', 'activeTab'];
  return {
    manifest_version: 3,
    name: test ? 'Sealmark (test build)' : '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'en',
    version: pkg.version,
    icons: logo,
    action: {
      default_popup: 'src/popup/index.html',
      default_title: '__MSG_actionTitle__',
      default_icon: icons,
      ...(target === 'firefox' ? { default_area: 'navbar' } : {}),
    },
    options_ui: { page: 'src/popup/options/index.html', open_in_tab: true },
    background: background[target],
    permissions: [...permissions, ...(target === 'firefox' ? ['webRequestBlocking'] : ['offscreen', 'declarativeContent'])],
    optional_host_permissions: ['https://*/*'],
    content_security_policy: { extension_pages: (test ? testPolicy : policy).join('; ') },
    ...(target === 'firefox' ? onlyFirefox : onlyChrome),
  };
}
