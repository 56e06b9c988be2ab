import browser from 'webextension-polyfill';
import type { CourierAnswer, CourierAsk, ProbeAnswer } from '../api/calls.ts';
import { injectHints } from './scripts.ts';

/** Asks the content script of the document now shown in a tab, putting it there first where it is not yet. */
async function ask(tabId: number, message: CourierAsk): Promise<unknown> {
  const send = (): Promise<unknown> => browser.tabs.sendMessage(tabId, message, { frameId: 0 });
  try {
    return await send();
  } catch {
    if (!(await injectHints(tabId))) return null;
    return await send().catch(() => null);
  }
}

function fieldOf(answer: unknown, name: keyof ProbeAnswer | keyof CourierAnswer): unknown {
  return typeof answer === 'object' && answer !== null && Object.hasOwn(answer, name) ? Reflect.get(answer, name) : undefined;
}

/** Does a service worker control the document in this tab? Null when nobody there could say. */
export async function isControlled(tabId: number): Promise<boolean | null> {
  const controlled = fieldOf(await ask(tabId, { sealmark: 'probe' }), 'controlled');
  return typeof controlled === 'boolean' ? controlled : null;
}

/** The attestation document as the page's own connection brings it, base64; null when none came. */
export async function carry(tabId: number, url: string, most: number, deadline: number): Promise<string | null> {
  const body = fieldOf(await ask(tabId, { sealmark: 'courier', url, most, deadline }), 'body');
  return typeof body === 'string' ? body : null;
}
