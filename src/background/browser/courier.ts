import browser from 'webextension-polyfill';
import type { CourierResponse, CourierRequest, Errand } from '../api/calls.ts';
import { injectHints } from './scripts.ts';

/** Asks the content script of the document now shown in a tab, putting it there first where it is not yet. */
async function ask(tabId: number, message: CourierRequest): Promise<unknown> {
  const send = (): Promise<unknown> => browser.tabs.sendMessage(tabId, message, { frameId: 0 });
  try {
    return await send();
  } catch {
    if (!(await injectHints(tabId))) return null;
    return await send().catch(() => null);
  }
}

function fieldOf(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null && Object.hasOwn(answer, name) ? Reflect.get(answer, name) : undefined;
}

function textOf(answer: unknown, name: string): string | null {
  const value = fieldOf(answer, name);
  return typeof value === 'string' ? value : null;
}

/** Does a service worker control the document in this tab? Null when nobody there could say. */
export async function isControlled(tabId: number): Promise<boolean | null> {
  const controlled = fieldOf(await ask(tabId, { sealmark: 'probe' }), 'controlled');
  return typeof controlled === 'boolean' ? controlled : null;
}

const FAILURES = ['unreachable', 'timeout', 'too-slow', 'not-carried'] as const;

/** Has the content script of the document now shown in a tab run this errand; null when nobody there could. */
export async function carry(tabId: number, errand: Errand): Promise<CourierResponse | null> {
  const answer = await ask(tabId, { sealmark: 'courier', ...errand });
  const failed = FAILURES.find((one) => one === fieldOf(answer, 'failed'));
  if (failed !== undefined) return { failed };
  const status = fieldOf(answer, 'status');
  if (typeof status !== 'number') return null;
  return {
    status,
    redirects: fieldOf(answer, 'redirects') === true,
    type: textOf(answer, 'type'),
    retry: textOf(answer, 'retry'),
    body: textOf(answer, 'body'),
  };
}
