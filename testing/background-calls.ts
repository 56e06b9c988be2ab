import type { CallResult, PopupCalls } from '../src/background/api/calls.ts';
import type { Page } from './browser.ts';
import { answered, source } from './json.ts';
import { untilTrue } from './poll.ts';

/** A question that is not answered within this time (milliseconds) was lost. */
const LOST_AFTER_MS = 20_000;
/** The same for the question whether anybody is there. */
const NOBODY_AFTER_MS = 3000;

/**
 * Asks the background what the extension's own pages may ask, from a page of the extension. @returns undefined if the question was
 * lost: one that reaches a background as it stops is never answered
 */
export async function ask<N extends keyof PopupCalls>(
  page: Page,
  name: N,
  about: PopupCalls[N]['ask'],
): Promise<CallResult<PopupCalls[N]['answer']> | undefined> {
  return await sent(page, { call: name, ask: about }, LOST_AFTER_MS);
}

/**
 * Waits until the background answers, whatever it answers. It stays awake for half a minute after that, so that nothing which is sent
 * to it then is lost, and no event that comes then finds it waking up.
 */
export async function awake(page: Page): Promise<void> {
  const settings = { call: 'settings.get', ask: null };
  await untilTrue('the background answers', async () => (await sent(page, settings, NOBODY_AFTER_MS)) !== undefined);
}

async function sent<T>(page: Page, message: object, lostAfterMs: number): Promise<CallResult<T> | undefined> {
  const answer = await page.evaluate(`Promise.race([
    chrome.runtime.sendMessage(${source(message)}).catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, ${String(lostAfterMs)})),
  ])`);
  return answered<CallResult<T> | undefined>(answer ?? undefined);
}
