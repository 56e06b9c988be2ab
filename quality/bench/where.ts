import { fileURLToPath } from 'node:url';
import type { BrowserName } from '../../testing/browser.ts';
import { openHarness } from '../../testing/browser-harness.ts';
import { openNode } from './node-harness.ts';
import { REPLACEMENTS } from './peer-packages.ts';

const TASKS = fileURLToPath(new URL('tasks.ts', import.meta.url));

/** Runs one task of `tasks.ts`; argument and answer travel as JSON. */
export type Run = <T>(task: string, argument: unknown) => Promise<T>;

/** A browser's own worker, or this process. */
export type Where = 'node' | BrowserName;

/** Everywhere that our code runs. */
export const WHERE: readonly Where[] = ['chromium', 'firefox', 'node'];

/** Starts the tasks there. */
export async function openTasks(where: Where): Promise<{ readonly run: Run; close(): Promise<void> }> {
  if (where === 'node') return await openNode(TASKS, REPLACEMENTS);
  const harness = await openHarness(where, TASKS, REPLACEMENTS);
  return { run: (task, argument) => harness.run('worker', task, argument), close: () => harness.close() };
}
