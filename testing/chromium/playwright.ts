import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import type { Page, Recorder } from '../browser.ts';
import { pictureOf } from '../picture.ts';
import { until } from '../poll.ts';
import { dropOn } from './drop.ts';

/**
 * Playwright on a running browser: it drives the extension's own pages, and keeps a trace and pictures of a failed test. It
 * attaches to everything in the browser, which makes prerendering and the back/forward cache behave as they never do for users,
 * and keeps the worker alive: use it for tests that need only pages (testing/README.md).
 */
export type Playwright = Recorder & {
  /** Opens a page of the extension in a tab of its own. */
  readonly open: (url: string) => Promise<Page>;
  readonly close: () => Promise<void>;
};

/** Connects to the Chromium that was started with `--remote-debugging-port=0`. @param profile its user-data folder */
export async function connectPlaywright(profile: string): Promise<Playwright> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(profile)}`);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no browser context');
  await context.tracing.start({ screenshots: true, snapshots: true, sources: true, title: 'Sealmark' });
  return {
    ...recorderOf(context),
    open: async (url) => {
      const page = await context.newPage();
      await page.goto(url);
      // As JSON, so that what does not travel (undefined, functions) is the same with every driver.
      const evaluate = async (expression: string): Promise<unknown> => {
        const text = await page.evaluate<string | undefined>(`(async () => JSON.stringify(await (${expression})))()`);
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
      };
      return {
        goto: async (address) => {
          try {
            await page.goto(address);
            return null;
          } catch (error) {
            return String(error);
          }
        },
        evaluate,
        drop: async (paths) => {
          const session = await context.newCDPSession(page);
          await dropOn((method, parameters) => session.send(method, parameters), paths);
          await session.detach();
        },
        click: (selector) => page.locator(selector).first().click(),
        screenshot: () => pictureOf(evaluate, () => page.screenshot()),
        close: () => page.close(),
      };
    },
    close: () => browser.close(),
  };
}

function recorderOf(context: BrowserContext): Recorder {
  return {
    begin: async (title) => {
      await context.tracing.startChunk({ title });
    },
    forget: () => context.tracing.stopChunk(),
    keep: async (folder) => {
      rmSync(folder, { recursive: true, force: true });
      const pages = context.pages().filter((page) => page.url().startsWith('chrome-extension:'));
      const pictures = pages.map((_, at) => join(folder, `page-${String(at + 1)}.png`));
      for (const [at, page] of pages.entries()) await page.screenshot({ path: pictures[at] ?? '', fullPage: true });
      const trace = join(folder, 'trace.zip');
      await context.tracing.stopChunk({ path: trace });
      return [trace, ...pictures];
    },
  };
}

/** Chromium chooses a free port and writes it into its profile, in the first line of this file. */
async function debuggingPort(profile: string): Promise<string> {
  return await until('Chromium says where to debug it', () => {
    const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
    return Promise.resolve(port === '' ? undefined : port);
  });
}
