import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { chromeWorker } from './build/chrome-worker.ts';
import { contentScripts } from './build/content-script.ts';
import { manifestFor, type Target } from './build/manifest.ts';
import { here, readingFor, SYNTAX } from './build/sources.ts';

const BACKGROUND = 'src/background/index.ts';

/** Pages that nothing in the manifest names: opened by the background or by a link. */
const PAGES = [
  'src/popup/onboarding/index.html',
  'src/popup/inspect/index.html',
  'src/popup/learn/index.html',
  'src/popup/rebuild/index.html',
  'src/popup/subscribe/index.html',
];
const ONLY_CHROME = ['src/background/offscreen/index.html'];

/** Modes: `chrome`, `firefox`, and the same with `test-` before them. Served (`npm run dev`): Chrome, with live reload. */
export default defineConfig(({ mode, command }) => {
  const test = mode.startsWith('test-');
  const dev = command === 'serve';
  const target: Target = mode.endsWith('firefox') ? 'firefox' : 'chrome';
  const reading = readingFor(target, test);
  const manifest = manifestFor(target, dev ? 'dev' : test ? 'test' : 'release');
  // Chrome's worker is built apart, and named in the manifest when it is.
  const { background, ...withoutWorker } = manifest;
  return {
    plugins: [
      preact({ devToolsEnabled: false, prefreshEnabled: false }),
      crx({ manifest: target === 'chrome' && !dev ? withoutWorker : { ...withoutWorker, background }, browser: target }),
      contentScripts(reading),
      ...(target === 'chrome' ? [chromeWorker(reading, BACKGROUND)] : []),
      ...reading.plugins,
    ],
    resolve: {
      alias: reading.alias.map(({ find, replacement }) => ({ find: new RegExp(`^${find}$`), replacement })),
    },
    define: { ...reading.define },
    server: { watch: { ignored: ['**/dist/**'] } },
    build: {
      outDir: `dist/${dev ? 'dev-' : test ? 'test-' : ''}${target}`,
      emptyOutDir: true,
      target: SYNTAX,
      // Not minified: store reviewers and anybody who rebuilds it read what they run.
      minify: false,
      sourcemap: false,
      modulePreload: false,
      rolldownOptions: {
        input: [...PAGES, ...(target === 'chrome' ? ONLY_CHROME : [])].map(here),
        treeshake: reading.treeshake,
      },
    },
  };
});
