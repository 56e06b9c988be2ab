/** The plugin for Vite, a separate entry point (`@sealmark/attester/vite`): a page built with it can be locked as it is. */
import { integrityOf, pageLock, readLock } from './page-lock.ts';
import { blockedOn } from './locked-pages/blocked.ts';
import { hasOneReading } from './locked-pages/charset.ts';
import { ANY_SITE, lockPage } from './locked-pages/lock-page.ts';

/** The parts of a bundle's file that matter here. */
type Output =
  | { readonly type: 'chunk'; readonly fileName: string; code: string }
  | { readonly type: 'asset'; readonly fileName: string; source: string | Uint8Array };

/** The part of Vite that a plugin may use. */
type Building = {
  error(text: string): never;
  warn(text: string): void;
};

/** The part of Vite's `Plugin` in use: nobody who serves a page needs Vite. */
export type LockedPagesPlugin = {
  readonly name: string;
  readonly apply: 'build';
  readonly enforce: 'post';
  config(): { readonly build: object };
  configResolved(config: { readonly base: string }): void;
  readonly generateBundle: {
    readonly order: 'post';
    handler(this: Building, options: unknown, bundle: Readonly<Record<string, Output>>): void;
  };
};

/** Options of the plugin. */
export type LockedPagesOptions = {
  /** What the page will be held to (docs/PROTOCOL.md section 9); `strict` by default. */
  readonly policy?: string;
};

/**
 * Gives every script tag its integrity and every dynamically loaded module an import map entry, marks scripts as UTF-8 where
 * they need it, inlines what `strict` would not load, and warns about what browsers will block. The evidence takes its names from the output folder
 * (`lockedBuild`).
 */
export function lockedPages({ policy = 'strict' }: LockedPagesOptions = {}): LockedPagesPlugin {
  let base = '/';
  return {
    name: 'sealmark:locked-pages',
    apply: 'build',
    enforce: 'post',
    config: () => ({
      build: {
        // Links that code adds for modules have no integrity: a browser would refuse the module with them.
        modulePreload: { polyfill: false, resolveDependencies: preloadedBy },
        ...(/\bstrict\b/.test(policy) && !policy.includes('img-network') ? { assetsInlineLimit: () => true } : {}),
      },
    }),
    configResolved(config) {
      ({ base } = config);
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        if (!base.startsWith('/')) this.error(`Locked pages need a base that begins with a slash, not ${base}.`);
        const outputs = Object.values(bundle);
        for (const output of outputs)
          if (output.type === 'chunk' && !hasOneReading(output.code)) output.code = `\ufeff${output.code}`;
        lockPages(this, outputs, base, policy);
      },
    },
  };
}

function preloadedBy(_file: string, files: readonly string[], { hostType }: { readonly hostType: 'html' | 'js' }): string[] {
  return files.filter((file) => hostType === 'html' || file.endsWith('.css'));
}

function lockPages(building: Building, outputs: readonly Output[], base: string, policy: string): void {
  const texts = new Map(
    outputs.map((output) => [`${base}${output.fileName}`, output.type === 'chunk' ? output.code : output.source]),
  );
  const of = (kind: RegExp) => [...texts].filter(([path]) => kind.test(path));
  const scripts = new Map(of(/\.m?js$/).map(([path, code]) => [path, integrityOf(code)]));
  const pages = outputs.flatMap((output) => {
    if (output.type !== 'asset' || !output.fileName.endsWith('.html')) return [];
    const path = `${base}${output.fileName}`;
    const locked = lockPage(Buffer.from(output.source).toString('utf8'), path, scripts);
    output.source = locked.html;
    return [{ path, ...locked }];
  });
  const named = pages.flatMap(({ sources }) => sources);
  const lock = readLock(pageLock({ scripts: of(/\.m?js$/).map(([, code]) => code), named, policy }));
  const files = new Map(of(/\.(?:m?js|css)$/).map(([path, text]) => [`${ANY_SITE}${path}`, Buffer.from(text)]));
  for (const { path, html } of pages)
    for (const { sentence } of blockedOn({ url: `${ANY_SITE}${path}`, html, files }, lock)) building.warn(`${path}: ${sentence}`);
}
