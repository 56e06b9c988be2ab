import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import { build, type Plugin } from 'vite';
import { here, readingFor, SYNTAX } from '../sources.ts';
import { manifest, MANIFEST, REGISTER, WORKER, workerOf } from './offline.ts';

const ENTRY = 'virtual:page';
const SHARED_STYLES = ['src/popup/shared/style.css', 'src/popup/shared/page.css'];

/** The pages of the folder: the inspector, and its pages about each TEE. */
const PAGES = [
  {
    file: 'index.html',
    title: 'Inspect evidence',
    main: 'src/popup/inspect/main.tsx',
    styles: ['src/popup/inspect/inspect.css'],
  },
  { file: 'learn.html', title: 'Processors', main: 'src/popup/learn/main.tsx', styles: [] },
] as const;
type PageSource = (typeof PAGES)[number];

/** The extension's own page outside any extension: only what talks to the browser is replaced. */
function standAlone({ main, styles }: PageSource): Plugin {
  const replaced = here('src/popup/shared/browser.ts');
  return {
    name: 'sealmark:inspector',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (source === ENTRY) return `\0${ENTRY}`;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      // package.json says that only styles have import side effects; the drawing code has them, too.
      if (resolved?.id === here(main)) return { ...resolved, moduleSideEffects: true };
      return resolved?.id === replaced ? here('build/inspector/browser.ts') : null;
    },
    load: (id) =>
      id === `\0${ENTRY}`
        ? [...SHARED_STYLES, ...styles, main].map((path) => `import ${JSON.stringify(here(path))};`).join('\n')
        : null,
  };
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Escapes text for an element whose content is not parsed. */
const inside = (text: string, element: 'script' | 'style'): string =>
  text.replaceAll(new RegExp(`</(${element})`, 'gi'), '<\\/$1').replaceAll('<!--', '<\\!--');

/**
 * Builds the inspector as pages outside any extension: each page contains everything it needs, and its policy allows exactly
 * those bytes and no network. They work from a disk (`file:`), where browsers load no modules and `'self'` in a policy means
 * nothing. Served over https they can be installed, and then open without a network. @param folder created if missing @returns
 * the inspector's file
 */
export async function buildInspector(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const pages = new Map<string, string>();
  for (const page of PAGES) pages.set(page.file, await written(page));
  const files = new Map([...pages, [MANIFEST, manifest()], [WORKER, workerOf(pages)]]);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return join(folder, PAGES[0].file);
}

async function written(page: PageSource): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), standAlone(page)],
    define: { ...readingFor('chrome', false).define, 'process.env.NODE_ENV': '"production"', 'import.meta.resolve': 'undefined' },
    build: {
      write: false,
      target: SYNTAX,
      // Not minified, like the extension: anyone can read what they run.
      minify: false,
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: { input: ENTRY, output: { format: 'iife', codeSplitting: false } },
    },
  });
  const [{ output } = { output: [] }] = [built].flat() as readonly { readonly output: readonly Built[] }[];
  const code = output.map((one) => (one.type === 'chunk' ? one.code : '')).join('');
  const script = inside(`${code.replaceAll(/\/icons\/[a-z0-9-]+\.png/g, picture)}${REGISTER}`, 'script');
  const styles = output.map((one) => (one.type === 'asset' && one.fileName.endsWith('.css') ? String(one.source) : ''));
  return html(page.title, inside(styles.join(''), 'style'), script);
}

type Built =
  | { readonly type: 'chunk'; readonly code: string }
  | { readonly type: 'asset'; readonly fileName: string; readonly source: string | Uint8Array };

/** A picture of the extension as a data address: a policy without network allows nothing else. */
const picture = (path: string): string => `data:image/png;base64,${readFileSync(here(`public${path}`)).toString('base64')}`;

function html(title: string, style: string, script: string): string {
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="content-security-policy" content="${policy}; img-src data:">`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<meta name="referrer" content="no-referrer"><title>${title} · Sealmark</title>`,
    `<link rel="icon" href="${picture('/icons/logo-32.png')}"><link rel="manifest" href="${MANIFEST}">`,
    `<style>${style}</style></head>`,
    `<body class="page"><div id="root"></div><script>${script}</script></body></html>`,
    '',
  ].join('\n');
}

if (import.meta.filename === process.argv[1]) console.log(await buildInspector('dist/inspector'));
