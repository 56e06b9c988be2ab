import browser from 'webextension-polyfill';
import type { CourierResponse, CourierRequest, Errand } from '../api/calls.ts';
import { injectHints } from './scripts.ts';
import type { TabDocument } from './tabs.ts';

/**
 * Asks the content script of exactly this document, injecting it first if needed: another document that the tab may show by then
 * must not answer in its place. Null when it can no longer answer.
 */
async function ask(document: TabDocument, message: CourierRequest): Promise<unknown> {
  const { tabId, documentId } = document;
  const to = documentId === null ? { frameId: 0 } : { documentId };
  const send = (): Promise<unknown> => browser.tabs.sendMessage(tabId, message, to);
  try {
    return await send();
  } catch {
    if (!(await injectHints(document))) return null;
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

/** Does a service worker control this document? Null when it could not say. */
export async function isControlled(document: TabDocument): Promise<boolean | null> {
  const controlled = fieldOf(await ask(document, { sealmark: 'probe' }), 'controlled');
  return typeof controlled === 'boolean' ? controlled : null;
}

const FAILURES = ['unreachable', 'timeout', 'too-slow', 'not-carried'] as const;

/** Lets the content script of this document make this request; null when it could not. */
export async function carry(document: TabDocument, errand: Errand): Promise<CourierResponse | null> {
  const answer = await ask(document, { sealmark: 'courier', ...errand });
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
