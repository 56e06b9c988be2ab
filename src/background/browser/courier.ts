import browser from 'webextension-polyfill';
import type { CourierResponse, CourierRequest, Errand } from '../api/calls.ts';
import { injectHints } from './scripts.ts';
import type { TabDocument } from './tabs.ts';

/**
 * Milliseconds that a page may add to what it was asked for. A dialog, an endless loop or a breakpoint stops every script in it,
 * ours included, and browsers wait without limit: one such page would hold back the checks of all other tabs of its site.
 */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Asks the content script of exactly this document, injecting it first if needed: another document that the tab may show by then
 * must not answer in its place. Null when it can no longer answer, or does not. @param deadline milliseconds that the answer itself
 * may take
 */
function ask(document: TabDocument, message: CourierRequest, deadline: number): Promise<unknown> {
  return new Promise((resolve) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      resolve(null);
    }, deadline + ANSWER_TIMEOUT_MS);
    const answered = (answer: unknown): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    void exchange(document, message, () => isOver).then(answered);
  });
}

/** @param isOver nobody waits any more: nothing is requested that late */
async function exchange(document: TabDocument, message: CourierRequest, isOver: () => boolean): Promise<unknown> {
  const { tabId, documentId } = document;
  const to = documentId === null ? { frameId: 0 } : { documentId };
  const send = (): Promise<unknown> => browser.tabs.sendMessage(tabId, message, to);
  try {
    return await send();
  } catch {
    if (!(await injectHints(document)) || isOver()) return null;
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
  const controlled = fieldOf(await ask(document, { sealmark: 'probe' }, 0), 'controlled');
  return typeof controlled === 'boolean' ? controlled : null;
}

const FAILURES = ['unreachable', 'timeout', 'too-slow', 'not-carried'] as const;

/** Lets the content script of this document make this request; null when it could not. */
export async function carry(document: TabDocument, errand: Errand): Promise<CourierResponse | null> {
  const answer = await ask(document, { sealmark: 'courier', ...errand }, errand.deadline);
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
