import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { build } from 'vite';
import { CONTENT_SCRIPTS } from '../../src/background/api/content-scripts.ts';
import { temporaryFolder } from '../../testing/process.ts';
import { atMost, type Measurement, type Row } from './row.ts';

/**
 * What a file loads when it starts, as the bundler writes it in a module or in a script of Chrome's worker; `import()` and `() =>
 * require()` are loaded later.
 */
const IMPORT = /(?:\bfrom|\bimport|(?:^|[=;])\s*require\()\s*["'](\.{1,2}\/[^"']+)["']/gm;

/** Bytes of these files and of everything they load when they start. */
function weigh(folder: string, files: readonly string[]): number {
  const seen = new Set<string>();
  const visit = (file: string): number => {
    if (seen.has(file)) return 0;
    seen.add(file);
    const text = readFileSync(join(folder, file), 'utf8');
    const own = Buffer.byteLength(text);
    if (!file.endsWith('.js')) return own;
    // Chrome's worker contains its first script itself.
    const elsewhere = [...text.matchAll(IMPORT)].filter(
      ([, path = '']) => !text.includes(`sealmarkDefine(${JSON.stringify(path)}`),
    );
    return elsewhere.reduce((sum, [, path = '']) => sum + visit(normalize(join(dirname(file), path))), own);
  };
  return files.reduce((sum, file) => sum + visit(file), 0);
}

/** Scripts and style sheets that a page refers to. */
function namedBy(folder: string, page: string): readonly string[] {
  const html = readFileSync(join(folder, page), 'utf8');
  return [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path = '']) =>
    path.startsWith('/') ? path.slice(1) : normalize(join(dirname(page), path)),
  );
}

type Manifest = { readonly background: { readonly service_worker: string }; readonly action: { readonly default_popup: string } };

function* rows(folder: string): Generator<Row> {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest; // written by our own build
  const kilobytes = (bytes: number): number => bytes / 1000;
  const worker = weigh(folder, [manifest.background.service_worker]);
  const attached = dirname(manifest.background.service_worker);
  const all = readdirSync(join(folder, attached)).reduce((sum, name) => sum + statSync(join(folder, attached, name)).size, 0);
  const later = `${kilobytes(all - worker).toFixed(0)} kB more when a site announces something`;
  yield atMost('size.background', kilobytes(worker), 150, `kB minified, loaded at every start; ${later}; no chain client`);
  const popup = manifest.action.default_popup;
  yield atMost('size.popup', kilobytes(weigh(folder, namedBy(folder, popup))), 60, 'kB minified, scripts and styles');
  const largest = Math.max(...Object.values(CONTENT_SCRIPTS).map((file) => statSync(join(folder, file)).size));
  const guard = statSync(join(folder, CONTENT_SCRIPTS.guard)).size;
  yield atMost('size.guard', kilobytes(guard), 1, 'kB minified, in every document of a locked page');
  yield atMost('size.content', kilobytes(largest), 2, 'kB minified, the largest content script');
}

/** What users download and workers parse (DESIGN §6). A release is not minified, for its readers; the bar is about code size. */
export const sizes: Measurement = {
  names: ['size.'],
  async *measure(wanted) {
    const folder = temporaryFolder('sizes');
    try {
      await build({ mode: 'chrome', logLevel: 'error', build: { minify: true, outDir: folder.path } });
      for (const row of rows(folder.path)) if (wanted(row.name)) yield await Promise.resolve(row);
    } finally {
      folder.remove();
    }
  },
};
