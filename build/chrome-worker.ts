import { posix } from 'node:path';
import { rolldown, type OutputBundle, type OutputChunk } from 'rolldown';
import type { Plugin } from 'vite';

/**
 * Chrome's extension worker cannot `import()`, and a module worker reads everything it imports at every start, which is
 * many times a day. A classic worker can: `importScripts` may be called at any time for a script that it loaded once while
 * it was being installed (Service Workers, "importScripts(urls)", step about the script resource map). So the background
 * is rewritten, after it was built, from modules into scripts that define themselves and run when they are asked for.
 */
const FOLDER = 'background';

/** Puts a chunk, CommonJS by now, into a function: importing the script defines it, and `require` runs it once. */
const BANNER = ({ fileName }: { readonly fileName: string }): string =>
  `self.sealmarkDefine(${JSON.stringify(`./${posix.basename(fileName)}`)}, function (require, exports) {`;

/** The worker itself: `require`, the entry's definition, and the other scripts once while it is being installed. */
const worker = (entry: OutputChunk, others: readonly string[]): string => `const scripts = ${JSON.stringify(others)};
const definitions = new Map();
const modules = new Map();
self.sealmarkDefine = (name, run) => definitions.set(name, run);
function require(name) {
  let exports = modules.get(name);
  if (exports === undefined) {
    if (!definitions.has(name)) importScripts(name);
    exports = {};
    modules.set(name, exports);
    definitions.get(name)(require, exports);
  }
  return exports;
}
self.addEventListener('install', () => importScripts(...scripts));
${entry.code}
require(${JSON.stringify(`./${entry.fileName}`)});
`;

const isChunk = (output: OutputBundle[string] | undefined): output is OutputChunk => output?.type === 'chunk';

/** Names of this chunk and of all that it imports, at once or later. */
function reached(bundle: OutputBundle, from: string, seen = new Set<string>()): ReadonlySet<string> {
  const chunk = bundle[from];
  if (!isChunk(chunk) || seen.has(from)) return seen;
  seen.add(from);
  for (const name of [...chunk.imports, ...chunk.dynamicImports]) reached(bundle, name, seen);
  return seen;
}

/** The chunks of a bundle as scripts, by name. */
async function asScripts(bundle: OutputBundle, entry: string, minify: boolean): Promise<readonly OutputChunk[]> {
  const built = await rolldown({
    input: entry,
    // Vite's helper around `import()` would ask a document for style sheets; there is none.
    transform: { define: { 'import.meta': '{}' } },
    plugins: [
      {
        name: 'sealmark:from-bundle',
        resolveId: (source, importer) =>
          importer === undefined ? source : posix.normalize(posix.join(posix.dirname(importer), source)),
        load(id) {
          const chunk = bundle[id];
          return isChunk(chunk) ? chunk.code : null;
        },
      },
    ],
  });
  const { output } = await built.generate({
    format: 'cjs',
    dynamicImportInCjs: false,
    minify,
    entryFileNames: 'index.js',
    chunkFileNames: '[name].js',
    postBanner: BANNER,
    postFooter: '});',
  });
  await built.close();
  return output.filter(isChunk);
}

/** Build plugin for Chrome: after crxjs, which writes a worker of modules. */
export function classicWorker(): Plugin {
  let minify = false;
  return {
    name: 'sealmark:classic-worker',
    enforce: 'post',
    configResolved(config) {
      minify = config.build.minify !== false;
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const written = bundle['manifest.json'];
        if (written?.type !== 'asset') return;
        const manifest = JSON.parse(String(written.source)) as { background: { service_worker: string } }; // crxjs wrote it
        const old = manifest.background.service_worker;
        const entry = entryOf(bundle, old);
        const scripts = await asScripts(bundle, entry, minify);
        const [first, ...later] = scripts.toSorted((a, b) => Number(b.isEntry) - Number(a.isEntry));
        if (first?.isEntry !== true) throw new Error('no entry');
        for (const { fileName, code } of later) {
          this.emitFile({ type: 'asset', fileName: `${FOLDER}/${fileName}`, source: code });
        }
        const names = later.map(({ fileName }) => `./${fileName}`);
        this.emitFile({ type: 'asset', fileName: `${FOLDER}/worker.js`, source: worker(first, names) });
        written.source = JSON.stringify({ ...manifest, background: { service_worker: `${FOLDER}/worker.js` } }, null, 2);
        // What only the worker of modules needed.
        const others = Object.keys(bundle).filter((name) => isChunk(bundle[name]) && bundle[name].isEntry && name !== entry);
        const kept = new Set(others.flatMap((name) => [...reached(bundle, name)]));
        for (const name of [old, ...reached(bundle, entry)]) if (!kept.has(name)) Reflect.deleteProperty(bundle, name);
      },
    },
  };
}

/** The chunk that crxjs's own loader imports. */
function entryOf(bundle: OutputBundle, loaderName: string): string {
  const written = bundle[loaderName];
  const text = isChunk(written) ? written.code : String(written?.source);
  const [, path] = /import\s*['"]\.\/([^'"]+)['"]/.exec(text) ?? [];
  if (path === undefined || !isChunk(bundle[path])) throw new Error(`${loaderName} imports no chunk`);
  return path;
}
