import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ensure, find } from '../../scripts/browsers.mjs';
import { UNSEEN, type Browser, type LaunchOptions, type Page, type Tab, type Where } from '../browser.ts';
import { answered, source } from '../json.ts';
import { onlyOne, until, untilTrue, within } from '../poll.ts';
import { screenEnvironment, type Display } from '../display.ts';
import { start, temporaryFolder } from '../process.ts';
import { believe } from '../trust.ts';
import { cdpOverPipes, type Cdp } from './cdp.ts';
import { argumentsFor } from './arguments.ts';
import { buttonOn } from './button.ts';
import { requestOrigins } from './grant.ts';
import { keepExtensions } from './keep-extension.ts';
import { connectPlaywright, type Playwright } from './playwright.ts';
import { chromiumPage, createTarget, openPage, type ChromiumPage } from './page.ts';
import { configure, install, installed, onExtensionsPage } from './extensions-page.ts';

type Target = { readonly targetId: string; readonly type: string; readonly url: string };

/** How long Chromium may take to write its profile when it quits, in milliseconds. */
const QUIT_TIMEOUT_MS = 60_000;

/** Starts Chromium (or Chrome) in a fresh home or one that is kept, with the extension, everything through our proxy. */
export async function launchChromium(options: LaunchOptions): Promise<Browser> {
  ensure(['chromium', 'certutil']);
  const program = find('chromium');
  if (program === null) throw new Error('Chromium is not here');
  const home = options.home === undefined ? temporaryFolder('chromium') : { path: options.home, remove: () => undefined };
  if (options.startPage === undefined) believe(join(home.path, '.pki', 'nssdb'), options.authority);
  const process_ = start(program, argumentsFor(options, home.path), environmentFor(options, home.path), 5);
  const [, , , toBrowser, fromBrowser] = process_.child.stdio;
  // Pipes 3 and 4 were requested above: one to write, one to read (--remote-debugging-pipe).
  const cdp = cdpOverPipes(toBrowser as Writable, fromBrowser as Readable);
  const profile = join(home.path, 'profile');
  let playwright: Playwright | null = null;
  const close = async (): Promise<void> => {
    await playwright?.close().catch(() => undefined);
    await cdp.send('Browser.close').catch(() => undefined);
    if (options.home !== undefined) await within(process_.exited, QUIT_TIMEOUT_MS, 'Chromium quits').catch(() => undefined);
    await process_.stop();
    if (options.home !== undefined) keepExtensions(profile);
    home.remove();
  };
  try {
    const { product } = await cdp.send('Browser.getVersion');
    const extension = await (options.startPage === undefined ? install(cdp, options) : installed(cdp, options));
    const driven = await chromiumBrowser(cdp, extension, options.inPrivate);
    const connected = options.playwright === true ? await connectPlaywright(profile) : null;
    playwright = connected;
    return {
      ...driven,
      extensionPage: (path) =>
        connected === null ? driven.extensionPage(path) : connected.open(`${driven.extensionOrigin}${path}`),
      recorder: connected,
      version: answered<string>(product),
      profile,
      processId: process_.child.pid ?? Number.NaN,
      ended: process_.exited,
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`Chromium did not start: ${process_.output().slice(-2000)}`, { cause: error });
  }
}

function environmentFor(options: LaunchOptions, home: string): Readonly<Record<string, string>> {
  return { HOME: home, ...screenEnvironment(options.display) };
}

const targetsOf = async (cdp: Cdp): Promise<readonly Target[]> =>
  answered<readonly Target[]>((await cdp.send('Target.getTargets'))['targetInfos']);

async function chromiumBrowser(
  cdp: Cdp,
  extension: string,
  inPrivate: boolean,
): Promise<Omit<Browser, 'recorder' | 'version' | 'profile' | 'processId' | 'ended' | 'close'>> {
  const origin = `chrome-extension://${extension}/`;
  const probe = await openProbe(cdp, extension);

  const worker = async (): Promise<Target | undefined> =>
    (await targetsOf(cdp)).find(({ type, url }) => type === 'service_worker' && url.startsWith(origin));

  /**
   * The extension may open a page of its own at any moment (and does after its installation): that is never the one meant here.
   */
  const newTarget = async (open: () => Promise<unknown>): Promise<string> => {
    const before = new Set((await targetsOf(cdp)).map(({ targetId }) => targetId));
    await open();
    const { targetId } = await until('a new tab', async () =>
      (await targetsOf(cdp)).find(
        (one) => one.type === 'page' && !before.has(one.targetId) && !one.url.startsWith(`${origin}src/`),
      ),
    );
    return targetId;
  };
  /** @param open opens it, and returns its target */
  const tabWith = async (sees: Page, open: () => Promise<string>): Promise<Tab> => {
    const own = `(url ?? '').startsWith(${source(`${origin}src/`)}) || (pendingUrl ?? '').startsWith(${source(`${origin}src/`)})`;
    const others = `chrome.tabs.query({}).then((tabs) => tabs.filter(({ url, pendingUrl }) => !(${own})).map(({ id }) => id))`;
    const ids = async (): Promise<readonly number[]> => answered<readonly number[]>(await sees.evaluate(others));
    const before = new Set(await ids());
    const targetId = await open();
    const id = await until('an id for the new tab', async () => onlyOne((await ids()).filter((one) => !before.has(one))));
    const status = `chrome.tabs.get(${String(id)}).then((tab) => tab.status)`;
    await untilTrue('the new tab is ready', async () => (await sees.evaluate(status)) === 'complete');
    return { ...chromiumPage(cdp, targetId), id, probe: sees };
  };
  /** Private windows have an instance of their own (manifest: `split`), which only one of its documents can speak for. */
  const privateTab = async (): Promise<Tab> => {
    const openWindow = (url: string) => () =>
      probe.evaluate(`chrome.windows.create({ incognito: true, url: ${source(url)} }).then(() => null)`);
    if (!inPrivate) {
      const unseen = await newTarget(openWindow('about:blank'));
      return { ...chromiumPage(cdp, unseen), id: UNSEEN, probe };
    }
    const sees = chromiumPage(cdp, await newTarget(openWindow(`${origin}manifest.json`)));
    const ready = 'globalThis.chrome?.tabs !== undefined';
    await untilTrue('the private window has an extension', async () => (await sees.evaluate(ready)) === true);
    const tab = await tabWith(sees, () => newTarget(openWindow('about:blank')));
    return {
      ...tab,
      close: async () => {
        await tab.close();
        await sees.close();
      },
    };
  };
  const newTab = (where: Where = {}): Promise<Tab> =>
    where.private === true ? privateTab() : tabWith(probe, () => createTarget(cdp, 'about:blank'));

  const popupAfter = async (tab: Tab, open: () => Promise<unknown>): Promise<ChromiumPage> => {
    await probe.evaluate(`chrome.tabs.update(${String(tab.id)}, { active: true }).then(() => null)`);
    const before = new Set((await targetsOf(cdp)).map(({ targetId }) => targetId));
    await open();
    const target = await until('the popup opens', async () =>
      (await targetsOf(cdp)).find(({ targetId, url }) => !before.has(targetId) && url.startsWith(origin)),
    );
    return chromiumPage(cdp, target.targetId);
  };
  const popup = (tab: Tab): Promise<ChromiumPage> =>
    popupAfter(tab, () => probe.evaluate(`chrome.action.openPopup().then(() => null)`));
  const clickButton = async (tab: Tab, display: Display | null): Promise<ChromiumPage> => {
    if (display === null) throw new Error('a click on the toolbar needs a window');
    return await popupAfter(tab, async () => {
      const { x, y } = await buttonOn(display, probe, tab);
      if (!display.click(x, y)) throw new Error('xdotool is not here');
    });
  };

  const pattern = 'https://*/*';
  const agreeToPrompts = async (): Promise<void> => {
    // What was once granted on the browser's own page is granted on request without a prompt.
    const grant = `chrome.developerPrivate.addHostPermission(${source(extension)}, ${source(pattern)}).then(() => null)`;
    await onExtensionsPage(cdp, grant);
  };
  const grantAllSites = async (): Promise<void> => {
    await agreeToPrompts();
    await requestOrigins(cdp, probe, pattern);
  };

  const pin = (): Promise<void> => configure(cdp, { extensionId: extension, pinnedToToolbar: true });

  const killBackground = async (): Promise<void> => {
    const found = await worker();
    if (found === undefined) return;
    // It may go to sleep at this very moment.
    await cdp.send('Target.closeTarget', { targetId: found.targetId }).catch(() => undefined);
    await untilTrue('the worker is gone', async () => (await worker())?.targetId !== found.targetId);
  };

  const loseDatabase = async (): Promise<void> => {
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId: probe.targetId, flatten: true });
    const what = { origin: origin.slice(0, -1), storageTypes: 'indexeddb' };
    await cdp.send('Storage.clearDataForOrigin', what, answered<string>(sessionId));
    await cdp.send('Target.detachFromTarget', { sessionId });
  };

  const complaints = async (): Promise<readonly string[]> => {
    const info = await onExtensionsPage(cdp, `chrome.developerPrivate.getExtensionInfo(${source(extension)})`);
    const { runtimeErrors, manifestErrors } = answered<Record<'runtimeErrors' | 'manifestErrors', { message: string }[]>>(info);
    return [...manifestErrors, ...runtimeErrors].map(({ message }) => message);
  };

  const update = async (): Promise<Page> => {
    await onExtensionsPage(cdp, `chrome.developerPrivate.reload(${source(extension)}, { failQuietly: false }).then(() => null)`);
    return await openProbe(cdp, extension);
  };

  return {
    name: 'chromium',
    extensionOrigin: origin,
    probe,
    newTab,
    extensionPage: async (path) => {
      const page = await openPage(cdp, 'about:blank');
      await page.goto(`${origin}${path}`);
      return page;
    },
    popup,
    clickButton,
    agreeToPrompts,
    grantAllSites,
    pin,
    killBackground,
    update,
    loseDatabase,
    backgroundRuns: async () => (await worker()) !== undefined,
    complaints,
  };
}

/** The manifest is a document of the extension's origin that runs no code of ours. */
async function openProbe(cdp: Cdp, extension: string): Promise<ChromiumPage> {
  // A change of its configuration reloads an extension; until that is done its pages are unavailable.
  return await until('the extension is loaded', async () => {
    const page = await openPage(cdp, `chrome-extension://${extension}/manifest.json`);
    if ((await page.evaluate('globalThis.chrome?.runtime?.id ?? null')) === extension) return page;
    await page.close();
    return undefined;
  });
}
