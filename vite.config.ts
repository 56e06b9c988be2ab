import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { crx } from '@crxjs/vite-plugin';
import { defineConfig, type Plugin } from 'vite';
import { classicWorker } from './build/chrome-worker.ts';
import { manifest, type Target } from './build/manifest.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * What the test build replaces, and nothing else: the roots that are believed. (Vendors are played under their own names,
 * so their addresses stay.) A release that held one would be refused (scripts/build-rules.ts).
 */
const TEST_MODULES: Readonly<Record<string, string>> = {
  'src/verifier/anchors/pinned.ts': 'testing/test-build/pinned.ts',
};

function replaceForTests(): Plugin {
  const table = new Map(Object.entries(TEST_MODULES).map(([from, to]) => [here(from), here(to)]));
  return {
    name: 'sealmark:test-build',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const replacement = resolved === null ? undefined : table.get(resolved.id);
      return replacement !== undefined && importer !== replacement ? replacement : null;
    },
  };
}

/**
 * The manifest that crxjs writes lets every site load a content script that is registered at run time, and adds a second
 * copy of it that nobody uses. Browsers inject it without either, and a site that could load it would know of us.
 */
function nothingForSites(): Plugin {
  return {
    name: 'sealmark:nothing-for-sites',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const name of Object.keys(bundle)) if (/\.iife\.ts-[^/]*\.js$/.test(name)) Reflect.deleteProperty(bundle, name);
        const written = bundle['manifest.json'];
        if (written?.type !== 'asset') return;
        const whole: unknown = JSON.parse(String(written.source));
        written.source = JSON.stringify({ ...Object(whole), web_accessible_resources: undefined }, null, 2);
      },
    },
  };
}

/** Pages that nothing in the manifest names: opened by the background or by a link. */
const pages = [
  'src/popup/onboarding/index.html',
  'src/popup/inspect/index.html',
  'src/popup/learn/index.html',
  'src/background/offscreen/index.html',
];

/** Modes: `chrome`, `firefox`, and the same with `test-` before them. */
export default defineConfig(({ mode }) => {
  const test = mode.startsWith('test-');
  const target: Target = mode.endsWith('firefox') ? 'firefox' : 'chrome';
  const inputs = pages.filter((page) => existsSync(here(page)) && (target === 'chrome' || !page.includes('offscreen')));
  return {
    plugins: [
      preact({ devToolsEnabled: false, prefreshEnabled: false }),
      crx({ manifest: manifest(target, test), browser: target }),
      nothingForSites(),
      ...(target === 'chrome' ? [classicWorker()] : []),
      ...(test ? [replaceForTests()] : []),
    ],
    resolve: {
      alias: [
        { find: /^webextension-polyfill$/, replacement: here('src/background/browser/api.ts') },
        // Code that an extension page could never run, and that a release therefore does not hold (scripts/build-rules.ts).
        { find: /^@polkadot\/wasm-crypto-init$/, replacement: here('src/background/registry/client/replaced/no-wasm.ts') },
        { find: /^@polkadot\/x-global$/, replacement: here('src/background/registry/client/replaced/global.ts') },
      ],
    },
    define: { __TARGET__: JSON.stringify(target), __TEST_BUILD__: JSON.stringify(test) },
    build: {
      outDir: `dist/${test ? 'test-' : ''}${target}`,
      emptyOutDir: true,
      target: 'es2022',
      // Not minified: store reviewers and anybody who rebuilds it read what they run.
      minify: false,
      sourcemap: false,
      modulePreload: false,
      rolldownOptions: {
        input: inputs.map(here),
        // cborg does not say that its modules have no side effects: without this the worker carries its encoder.
        treeshake: { moduleSideEffects: [{ test: /node_modules\/cborg\//, sideEffects: false }] },
      },
    },
  };
});
