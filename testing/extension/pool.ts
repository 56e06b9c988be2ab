import type { SiteView } from '../../src/background/api/site-view.ts';
import { BROWSERS, type Browser, type BrowserName } from '../browser.ts';
import { launchChromium } from '../chromium/launch.ts';
import { startDisplay, type Display } from '../display.ts';
import { launchFirefox } from '../firefox/launch.ts';
import { source } from '../json.ts';
import { untilTrue } from '../poll.ts';
import { describe } from '../settled.ts';
import { watch, type Watch } from '../state-probe.ts';
import type { TestNetwork } from '../network.ts';
import { platform } from '../site/attesters.ts';
import { builtExtension } from './builds.ts';
import { setupFor, type Setup } from './setup.ts';

/** A browser in use, the extension's state as seen from outside, and its screen (null without one). */
export type Opened = { readonly browser: Browser; readonly watch: Watch; readonly display: Display | null };

/** Hands out browsers, one at a time: the same one while the setup is the same, otherwise a new one. */
export type Pool = {
  readonly take: (name: BrowserName, setup: Setup, fresh: boolean) => Promise<Opened>;
  /** The browser must not be used again: a test failed in it. */
  readonly drop: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox } satisfies Record<BrowserName, typeof launchChromium>;

/** How long a new browser may take until its extension sees a page arrive, in milliseconds. */
const WARM_UP_TIMEOUT_MS = 120_000;

/** Browsers over this network; nothing is started before it is needed. */
export function openPool(network: TestNetwork): Pool {
  let held: { readonly key: string; readonly opened: Opened } | undefined;
  let display: Display | null | undefined;
  const ready = async (browser: Browser, { granted, inPrivate }: Setup): Promise<Opened> => {
    const opened = { browser, watch: await watch(browser), display: display ?? null };
    // Chromium loads an extension that may see private windows a second time, which is no installation.
    if (!inPrivate) await welcomed(browser);
    if (granted) {
      await browser.grantAllSites();
      await warmUp(opened, network);
    }
    return opened;
  };
  const drop = async (): Promise<void> => {
    await held?.opened.browser.close();
    held = undefined;
  };
  return {
    take: async (name, wanted, fresh) => {
      const setup = setupFor(name, wanted);
      const key = JSON.stringify([name, setup]);
      if (held?.key === key && !fresh) return held.opened;
      await drop();
      if (setup.windows) display ??= await startDisplay();
      const browser = await LAUNCH[name]({
        extension: builtExtension(name, setup.build),
        proxyPort: network.proxyPort,
        authority: network.authority,
        display: setup.windows ? (display?.name ?? null) : null,
        securityInfo: setup.securityInfo,
        inPrivate: setup.inPrivate,
        playwright: setup.playwright,
      });
      // A browser that does not get ready is closed here: nobody else knows about it, and its pipes would keep this process
      // alive.
      const opened = await ready(browser, setup).catch(async (error: unknown) => {
        await browser.close();
        throw error;
      });
      // A fresh browser is exclusive: it is not found again under any key.
      held = { key: fresh ? '' : key, opened };
      return opened;
    },
    drop,
    close: async () => {
      await drop();
      await display?.stop();
    },
  };
}

/** An extension that was just installed opens a page, in front of all others: what is clicked or typed comes after that. */
async function welcomed({ probe, extensionOrigin }: Browser): Promise<void> {
  const page = source(`${extensionOrigin}src/popup/onboarding/`);
  const isOpen = `chrome.tabs.query({}).then((tabs) =>
    tabs.some(({ url, pendingUrl }) => [url, pendingUrl].some((one) => one?.startsWith(${page}))))`;
  await untilTrue('the page that an installation opens', async () => (await probe.evaluate(isOpen)) === true);
}

let warmed = 0;

/**
 * Loads a page until the extension sees one arrive: after a grant its listeners are added again, and after a start the browser
 * loses some first events, which users, who are slower than tests, do not experience. For every test that grants by itself and then
 * looks at the first page.
 */
export async function warmUp(
  { browser, watch: watching }: Pick<Opened, 'browser' | 'watch'>,
  network: TestNetwork,
): Promise<void> {
  const site = network.open({ host: `warm-up${String((warmed += 1))}.test`, attester: platform });
  const tab = await browser.newTab();
  let last = null as SiteView | null;
  try {
    await untilTrue(
      'the extension sees a page arrive',
      async () => {
        await watching.call('settings.get', null);
        await tab.goto(`${site.origin}/?${String(site.requests().length)}`);
        last = await watching.settled(tab);
        if (last.state.at !== 'appraised') return false;
        const channel = last.state.result.findings.find(({ check }) => check === 'channel.tls-key');
        return channel?.facts === undefined || channel.facts['because'] === 'browser-cannot-see';
      },
      WARM_UP_TIMEOUT_MS,
    );
  } catch (error) {
    const shown = await tab.evaluate('location.href').catch(String);
    const asked = site.requests().map(({ target }) => target.replace(/nonce=.*/, 'nonce'));
    const what = last === null ? 'nothing was seen' : describe(last);
    throw new Error(`${what}; tab ${String(tab.id)} shows ${String(shown)}; asked: ${asked.join(' ')}`, { cause: error });
  }
  await tab.close();
}

/** Is it the name of a browser under test? */
export function isBrowser(name: string): name is BrowserName {
  return BROWSERS.some((one) => one === name);
}
