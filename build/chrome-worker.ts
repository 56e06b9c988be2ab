import type { CrxPlugin } from '@crxjs/vite-plugin';
import { rolldown, type OutputChunk, type OutputOptions } from 'rolldown';
import { here, inputOf, type Reading } from './sources.ts';

/**
 * Chrome's extension worker cannot `import()`, and a module worker reads everything it imports at every start, which happens many
 * times a day. A classic worker can defer: `importScripts` may be called at any time for a script that it loaded once during
 * installation (Service Workers, "importScripts(urls)", step about the script resource map). So the background is built into
 * scripts that only define themselves, and run when they are required.
 */
const WORKER = 'background/worker.js';

/** Wraps a chunk, written as CommonJS, in a function: importing the script defines it, and `require` runs it once. */
const AS_SCRIPTS: OutputOptions = {
  format: 'cjs',
  dynamicImportInCjs: false,
  entryFileNames: 'index.js',
  chunkFileNames: '[name].js',
  // Every start reads the worker as a whole, and a single letter beyond Latin-1, as comments have, doubles it in memory.
  comments: { jsdoc: false },
  // What the start shares with the checks would be put into a script of theirs, and every start would run it.
  codeSplitting: { groups: [{ name: 'bytes', test: /src\/verifier\/bytes\// }] },
  postBanner: ({ fileName }) => `self.sealmarkDefine(${JSON.stringify(`./${fileName}`)}, function (require, exports) {`,
  postFooter: '});',
};

/** The chunks that the entry requires at every start, and those that they require: one file is read faster than six. */
function atEveryStart(entry: OutputChunk, others: readonly OutputChunk[]): readonly OutputChunk[] {
  const found = new Set<OutputChunk>();
  const add = ({ imports }: OutputChunk): void => {
    for (const one of others.filter((other) => imports.includes(other.fileName) && !found.has(other))) {
      found.add(one);
      add(one);
    }
  };
  add(entry);
  return [...found];
}

/** The worker itself: `require`, all that runs at every start and, during installation, the other scripts once. */
const worker = (
  entry: OutputChunk,
  inside: readonly OutputChunk[],
  later: readonly string[],
): string => `const scripts = ${JSON.stringify(later)};
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
${[...inside, entry].map(({ code }) => code).join('\n')}
require(${JSON.stringify(`./${entry.fileName}`)});
`;

/** The chunks of the background, the entry first. */
async function build(reading: Reading, entry: string, output: OutputOptions): Promise<readonly [OutputChunk, ...OutputChunk[]]> {
  const bundle = await rolldown(inputOf(reading, entry));
  const written = await bundle.generate(output);
  await bundle.close();
  const [first, ...others] = written.output;
  return [first, ...others.filter((one) => one.type === 'chunk')];
}

/**
 * Chrome's background: scripts in a release, which crxjs is told of when it writes the manifest. During development, crxjs has a
 * module worker of its own, which serves the pages and imports this entry, built as one module without `import()`.
 */
export function chromeWorker(reading: Reading, entry: string): CrxPlugin {
  let minify = false;
  return {
    name: 'sealmark:chrome-worker',
    // After crxjs, which would wrap the background it finds into a loader of modules.
    enforce: 'post',
    configResolved(config) {
      minify = config.build.minify !== false;
    },
    async renderCrxManifest(manifest) {
      if (manifest.background !== undefined) return manifest;
      const [first, ...others] = await build(reading, entry, { ...AS_SCRIPTS, minify });
      const inside = atEveryStart(first, others);
      const later = others.filter((one) => !inside.includes(one));
      for (const { fileName, code } of later) this.emitFile({ type: 'asset', fileName: `background/${fileName}`, source: code });
      const names = later.map(({ fileName }) => `./${fileName}`);
      this.emitFile({ type: 'asset', fileName: WORKER, source: worker(first, inside, names) });
      return { ...manifest, background: { service_worker: WORKER } };
    },
    async load(id) {
      if (id !== here(entry)) return null;
      const [{ code, moduleIds }] = await build(reading, entry, { format: 'es', codeSplitting: false });
      for (const path of moduleIds) this.addWatchFile(path);
      return code;
    },
  };
}
