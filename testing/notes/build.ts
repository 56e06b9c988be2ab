import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../scripts/installed.mjs';
import { lockedPages } from '../../src/attester/vite.ts';
import { temporaryFolder } from '../process.ts';

/** The folder of a built page, and what its builder warned of. */
export type NotesBuild = { readonly folder: string; readonly warnings: readonly string[]; readonly remove: () => void };

/** Builds the page of the small application with Vite, and with the plugin that makes it fit for a lock. */
export async function buildNotes(): Promise<NotesBuild> {
  const folder = temporaryFolder('notes');
  const warnings: string[] = [];
  await build({
    root: join(ROOT, 'testing/notes/page'),
    configFile: false,
    logLevel: 'silent',
    plugins: [lockedPages()],
    build: {
      outDir: folder.path,
      emptyOutDir: false,
      rolldownOptions: {
        onLog: (_level, { message }) => {
          warnings.push(message);
        },
      },
    },
  });
  return {
    folder: folder.path,
    warnings,
    remove: () => {
      folder.remove();
    },
  };
}
