import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';
import { CONTENT_SCRIPTS } from '../src/background/api/content-scripts.ts';
import { here, inputOf, type Reading } from './sources.ts';

type Built = { readonly fileName: string; readonly code: string; readonly modules: readonly string[] };

/** A script of its own, without imports: browsers require this of content scripts. */
async function build(reading: Reading, name: string, fileName: string, minify: boolean): Promise<Built> {
  const bundle = await rolldown(inputOf(reading, `src/content/${name}.iife.ts`));
  const { output } = await bundle.generate({ format: 'iife', minify });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  return { fileName, code, modules: moduleIds };
}

/** Builds the content scripts under their names (background/api/content-scripts.ts); no manifest names them. */
export function contentScripts(reading: Reading): Plugin {
  let minify = false;
  const all = (): Promise<readonly Built[]> =>
    Promise.all(Object.entries(CONTENT_SCRIPTS).map(([name, fileName]) => build(reading, name, fileName, minify)));
  return {
    name: 'sealmark:content-scripts',
    configResolved(config) {
      minify = config.build.minify !== false;
    },
    async generateBundle() {
      for (const { fileName, code } of await all()) this.emitFile({ type: 'asset', fileName, source: code });
    },
    // During development, the extension is a folder that crxjs writes pages into.
    async configureServer(server) {
      let modules = new Set<string>();
      const write = async (): Promise<void> => {
        const built = await all();
        modules = new Set(built.flatMap((one) => one.modules));
        for (const { fileName, code } of built) {
          const path = join(here(server.config.build.outDir), fileName);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, code);
        }
      };
      await write();
      server.watcher.on('change', (file) => {
        if (modules.has(file))
          void write().then(() => {
            server.ws.send({ type: 'custom', event: 'crx:runtime-reload' });
          });
      });
    },
  };
}
