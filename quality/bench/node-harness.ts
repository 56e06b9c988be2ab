import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answered } from '../../testing/json.ts';
import { bundle, type Replacements } from '../../testing/browser-harness.ts';
import { temporaryFolder } from '../../testing/process.ts';

type Run = (call: { task: string; argument: unknown }) => Promise<{ value?: unknown; error?: string }>;

/** The same bundle that the browsers run, in this process: Node's WebCrypto, and peers on their browser path. */
export async function openNode(
  entry: string,
  replacements: Replacements,
): Promise<{ run<T>(task: string, argument: unknown): Promise<T>; close(): Promise<void> }> {
  const folder = temporaryFolder('node');
  await bundle(entry, folder.path, replacements);
  await import(pathToFileURL(join(folder.path, 'tasks.js')).href);
  const { harness } = answered<{ harness: Run }>(globalThis);
  return {
    run: async <T>(task: string, argument: unknown) => {
      const { value, error } = await harness({ task, argument });
      if (error !== undefined) throw new Error(`node, ${task}: ${error}`);
      return answered<T>(value);
    },
    close: () => {
      folder.remove();
      return Promise.resolve();
    },
  };
}
