import type { Tab } from '../../testing/browser.ts';
import { source } from '../../testing/json.ts';

/** The page's own world, or the one in which an extension's content scripts run, out of the page's reach. */
export type ScriptRealm = 'MAIN' | 'ISOLATED';

/**
 * The value of an expression in a tab, by the extension's own means: a driver attached to a page keeps Chromium from prerendering
 * for it, and in Firefox runs its scripts in a world of its own.
 */
export async function inPage({ probe, id }: Tab, expression: string, network: ScriptRealm = 'MAIN'): Promise<unknown> {
  const script = `{ target: { tabId: ${String(id)} }, world: ${source(network)}, func: () => ${expression} }`;
  return await probe.evaluate(`chrome.scripting.executeScript(${script}).then(([{ result }]) => result ?? null)`);
}
