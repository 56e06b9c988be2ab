import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensure, find } from '../../scripts/browsers.mjs';
import { pack } from '../../scripts/pack.ts';
import { UNSEEN, type Browser, type LaunchOptions, type Page, type Tab, type Where } from '../browser.ts';
import { answered, source } from '../json.ts';
import { freePort } from '../free-port.ts';
import { onlyOne, until, untilTrue, within } from '../poll.ts';
import { screenEnvironment, type Display } from '../display.ts';
import { start, temporaryFolder } from '../process.ts';
import { connectMarionette, type Marionette } from './marionette.ts';
import { complaintsAbout } from './complaints.ts';
import { openTab } from './open-tab.ts';
import { firefoxPage, firefoxPopup, inChrome } from './page.ts';
import { believe } from '../trust.ts';
import { writeProfile } from './profile.ts';

/** Users have a random UUID as the address of the extension's pages; tests choose it. */
const UUID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

/** A cold start on a busy machine with two cores has taken up to 12 s. */
const START_TIMEOUT_MS = 90_000;

/** How long Firefox may take to write its profile when it quits, in milliseconds. */
const QUIT_TIMEOUT_MS = 60_000;

/**
 * Starts Firefox with a fresh profile, everything through our proxy; with the extension as a temporary add-on, or for good where
 * the profile is kept.
 */
export async function launchFirefox(options: LaunchOptions): Promise<Browser> {
  ensure(['firefox', 'certutil']);
  const program = find('firefox');
  if (program === null) throw new Error('Firefox is not here');
  const { startPage } = options;
  const home = options.home === undefined ? temporaryFolder('firefox') : { path: options.home, remove: () => undefined };
  const profile = join(home.path, 'profile');
  const marionettePort = await freePort();
  const extensionId = idInManifest(options.extension);
  if (startPage === undefined) believe(profile, options.authority);
  writeProfile(profile, { ...options, marionettePort, extensionId, extensionUuid: UUID });
  const window = options.display === null ? ['--headless'] : [];
  const args = [...window, '--no-remote', '--profile', profile, '--marionette', '--remote-allow-system-access'];
  const process_ = start(program, [...args, startPage ?? 'about:blank'], {
    HOME: home.path,
    // Without it the address of Mozilla's settings server cannot be changed, and Firefox keeps sending requests to it.
    MOZ_REMOTE_SETTINGS_DEVTOOLS: '1',
    MOZ_HEADLESS_WIDTH: '1200',
    MOZ_HEADLESS_HEIGHT: '800',
    ...screenEnvironment(options.display),
  });
  let marionette: Marionette | undefined;
  const close = async (): Promise<void> => {
    await marionette?.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
    marionette?.end();
    // A profile that is kept must be written down before the process goes: which extension starts, and what it listens to.
    if (options.home !== undefined) await within(process_.exited, QUIT_TIMEOUT_MS, 'Firefox quits').catch(() => undefined);
    await process_.stop();
    home.remove();
  };
  try {
    marionette = await connectMarionette(marionettePort, START_TIMEOUT_MS);
    const version = await newSession(marionette);
    if (startPage === undefined) await install(marionette, options);
    const browser = await firefoxBrowser(marionette, extensionId, options);
    return {
      ...browser,
      recorder: null,
      version,
      profile,
      processId: process_.child.pid ?? Number.NaN,
      ended: process_.exited,
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`Firefox did not start: ${process_.output().slice(-2000)}`, { cause: error });
  }
}

/** Only what is packed can be installed for good. */
async function install(marionette: Marionette, { extension, home, inPrivate }: LaunchOptions): Promise<void> {
  const packed = home === undefined ? extension : join(home, 'extension.xpi');
  if (home !== undefined) writeFileSync(packed, pack(extension));
  await marionette.send('Addon:Install', { path: packed, temporary: home === undefined, allowPrivateBrowsing: inPrivate });
}

function idInManifest(extension: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'));
  return answered<{ browser_specific_settings: { gecko: { id: string } } }>(manifest).browser_specific_settings.gecko.id;
}

async function newSession(marionette: Marionette): Promise<string> {
  const session = await marionette.send('WebDriver:NewSession', {
    capabilities: { alwaysMatch: { acceptInsecureCerts: false, pageLoadStrategy: 'normal' } },
  });
  // Otherwise a cancelled navigation would be waited for during five minutes.
  await marionette.send('WebDriver:SetTimeouts', { pageLoad: 10_000, script: 30_000 });
  const { browserName, browserVersion } = answered<{ capabilities: Record<'browserName' | 'browserVersion', string> }>(
    session,
  ).capabilities;
  return `${browserName}/${browserVersion}`;
}

async function firefoxBrowser(
  marionette: Marionette,
  extensionId: string,
  options: LaunchOptions,
): Promise<Omit<Browser, 'recorder' | 'version' | 'profile' | 'processId' | 'ended' | 'close'>> {
  const origin = `moz-extension://${UUID}/`;
  const extension = `WebExtensionPolicy.getByID(${source(extensionId)}).extension`;
  const chrome = (expression: string): Promise<unknown> => inChrome(marionette, expression);

  const openPage = async (path: string): Promise<Page> => {
    const page = firefoxPage(marionette, await openTab(marionette, {}));
    await page.goto(`${origin}${path}`);
    return page;
  };
  // The manifest is a document of the extension's origin that runs no code of ours.
  const openProbe = (): Promise<Page> => openPage('manifest.json');
  const probe = await openProbe();
  await untilTrue('the extension is loaded', async () => {
    if ((await probe.evaluate('globalThis.chrome?.runtime?.id ?? null')) === extensionId) return true;
    // One that is installed for good starts with the browser, and maybe after its first page: an error page stays one.
    await probe.goto(`${origin}manifest.json`);
    return false;
  });

  /**
   * The extension may open a page of its own at any moment (and does after its installation): that is never the one meant here.
   */
  const others = `chrome.tabs.query({}).then((tabs) =>
    tabs.filter(({ url }) => !(url ?? '').startsWith(${source(`${origin}src/`)})).map(({ id }) => id))`;
  const tabIds = async (): Promise<readonly number[]> => answered<readonly number[]>(await probe.evaluate(others));

  const newTab = async (where: Where = {}): Promise<Tab> => {
    const before = new Set(await tabIds());
    const page = firefoxPage(marionette, await openTab(marionette, where));
    if (where.private === true && !options.inPrivate) return { ...page, id: UNSEEN, probe };
    const id = await until('an id for the new tab', async () => onlyOne((await tabIds()).filter((one) => !before.has(one))));
    const status = `chrome.tabs.get(${String(id)}).then((tab) => tab.status)`;
    await untilTrue('the new tab is ready', async () => (await probe.evaluate(status)) === 'complete');
    return { ...page, id, probe };
  };

  /** Firefox opens no popup while a panel is open: one of its own (a hint), or one left by a test. */
  const closePanels = async (): Promise<void> => {
    await chrome(`(async () => {
      for (const window of Services.wm.getEnumerator('navigator:browser'))
        for (const panel of window.document.querySelectorAll('panel')) panel.hidePopup();
      return null;
    })()`);
  };

  const popup = async (tab: Tab): Promise<Page> => {
    await probe.evaluate(`chrome.tabs.update(${String(tab.id)}, { active: true }).then(() => null)`);
    await until('the popup may be opened', async () => {
      await closePanels();
      return await probe.evaluate('chrome.action.openPopup().then(() => true)');
    });
    const page = firefoxPopup(marionette, origin);
    await untilTrue('the popup opens', async () => (await page.evaluate('document.readyState')) === 'complete');
    return page;
  };

  const clickButton = async (tab: Tab, display: Display | null): Promise<Page> => {
    if (display === null) throw new Error('a click on the toolbar needs a window');
    await probe.evaluate(`chrome.tabs.update(${String(tab.id)}, { active: true }).then(() => null)`);
    const middle = await chrome(`(async () => {
      const window = Services.wm.getMostRecentWindow('navigator:browser');
      const widget = window.document.querySelector('toolbaritem[data-extensionid=' + ${source(source(extensionId))} + ']');
      const { left, top, width, height } = widget.querySelector('.unified-extensions-item-action-button').getBoundingClientRect();
      const onScreen = (x) => Math.round(x * window.devicePixelRatio);
      return [onScreen(window.mozInnerScreenX + left + width / 2), onScreen(window.mozInnerScreenY + top + height / 2)];
    })()`);
    const [x, y] = answered<readonly [number, number]>(middle);
    if (!display.click(x, y)) throw new Error('xdotool is not here');
    const page = firefoxPopup(marionette, origin);
    await until('the popup opens', async () => (await page.evaluate('document.readyState')) === 'complete' || undefined);
    return page;
  };

  const agreeToPrompts = async (): Promise<void> => {
    await chrome(`(async () => {
      Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false);
      return null;
    })()`);
  };

  const grantAllSites = async (): Promise<void> => {
    const grant = { permissions: [], origins: ['https://*/*'] };
    await chrome(`(async () => {
      const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
      await ExtensionPermissions.add(${source(extensionId)}, ${source(grant)}, ${extension});
      return null;
    })()`);
  };

  const killBackground = async (): Promise<void> => {
    const how = { ignoreDevToolsAttached: true, disableResetIdleForTest: true };
    await chrome(`${extension}.terminateBackground(${source(how)}).then(() => null)`);
  };
  const loseDatabase = async (): Promise<void> => {
    await chrome(`new Promise((resolve) => {
      Services.qms.clearStoragesForClient(${extension}.principal, 'idb').callback = () => resolve(null);
    })`);
  };

  return {
    name: 'firefox',
    extensionOrigin: origin,
    probe,
    newTab,
    extensionPage: openPage,
    popup,
    clickButton,
    agreeToPrompts,
    grantAllSites,
    // Its manifest puts the button into the toolbar.
    pin: () => Promise.resolve(),
    killBackground,
    update: async () => {
      await install(marionette, options);
      return await openProbe();
    },
    loseDatabase,
    backgroundRuns: async () => (await chrome(`Promise.resolve(${extension}.backgroundState)`)) === 'running',
    complaints: async () => answered<readonly string[]>(await chrome(complaintsAbout(source(UUID), source(extensionId)))),
  };
}
