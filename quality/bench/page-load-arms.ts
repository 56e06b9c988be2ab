import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserName, Tab } from '../../testing/browser.ts';
import { launchChromium } from '../../testing/chromium/launch.ts';
import { launchFirefox } from '../../testing/firefox/launch.ts';
import { answered, source } from '../../testing/json.ts';
import { until } from '../../testing/poll.ts';
import { temporaryFolder } from '../../testing/process.ts';
import type { TestNetwork } from '../../testing/network.ts';
import { builtExtension } from '../../testing/extension/builds.ts';

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox } as const;

/** A browser with one tab, in which the same pages are loaded as in the other arms. */
export type Arm = { readonly browser: Browser; readonly tab: Tab };

/**
 * Three browsers that differ in their extension only. What is judged is `ours` over `idle`, which may do the same and does
 * nothing: the difference is our code, and what the browser does because we listen. Chromium sends every page's requests
 * another way as soon as any extension holds `webRequest`, listens or not; what that costs is `idle` over `without`: it is
 * paid for the permission, no line of ours can save it, and it is told beside.
 */
export type Arms = {
  /** The release, granted all sites. */
  readonly ours: Arm;
  /** The same permissions, the same grant, and an empty background. */
  readonly idle: Arm;
  /** An empty background without a permission. */
  readonly without: Arm;
  close(): Promise<void>;
};

export type ArmName = Exclude<keyof Arms, 'close'>;

type Manifest = Readonly<Record<string, unknown>> & { readonly background: { readonly service_worker?: string } };

/** Only what a manifest asks for, who it is and which background it has: no icons, no pages, no button. */
const KEPT_OF_MANIFEST = ['manifest_version', 'version', 'browser_specific_settings', 'incognito'] as const;
const PERMISSIONS = ['permissions', 'optional_permissions', 'optional_host_permissions'] as const;

/** Writes an extension whose background is empty. @param like folder of the release whose permissions it may hold */
function writeIdle(folder: string, like: string, permitted: boolean): void {
  const manifest = JSON.parse(readFileSync(join(like, 'manifest.json'), 'utf8')) as Manifest; // our own build wrote it
  const kept = [...KEPT_OF_MANIFEST, ...(permitted ? PERMISSIONS : [])].filter((key) => key in manifest);
  const background = manifest.background.service_worker === undefined ? { scripts: ['idle.js'] } : { service_worker: 'idle.js' };
  const written = { ...Object.fromEntries(kept.map((key) => [key, manifest[key]])), name: 'Idle', background };
  mkdirSync(folder);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(written));
  writeFileSync(join(folder, 'idle.js'), '');
}

/** Closes what the extension opens when it is installed, which its user closes, too, and no other arm has. */
async function closeOnboarding({ probe, extensionOrigin }: Browser): Promise<void> {
  const open = `chrome.tabs.query({}).then((tabs) => tabs.filter(({ url, pendingUrl }) =>
    (url || pendingUrl || '').startsWith(${source(`${extensionOrigin}src/popup/onboarding/`)})).map(({ id }) => id))`;
  const tabs = await until('the onboarding page is open', async () => {
    const found = answered<readonly number[]>(await probe.evaluate(open));
    return found.length === 0 ? undefined : found;
  });
  await probe.evaluate(`chrome.tabs.remove(${source(tabs)}).then(() => null)`);
  await until('the onboarding page is gone', async () =>
    answered<readonly number[]>(await probe.evaluate(open)).length === 0 ? true : undefined,
  );
}

/** @throws Error when a browser does not start */
export async function openArms(name: BrowserName, { proxyPort, authority }: TestNetwork): Promise<Arms> {
  const release = builtExtension(name, 'release');
  const folder = temporaryFolder('page-load');
  const opened: Browser[] = [];
  const close = async (): Promise<void> => {
    for (const browser of opened) await browser.close();
    folder.remove();
  };
  const launch = async (extension: string): Promise<Browser> => {
    const browser = await LAUNCH[name]({ extension, proxyPort, authority, display: null, securityInfo: false, inPrivate: false });
    opened.push(browser);
    return browser;
  };
  const armOf = async (browser: Browser): Promise<Arm> => ({ browser, tab: await browser.newTab() });
  try {
    writeIdle(join(folder.path, 'idle'), release, true);
    writeIdle(join(folder.path, 'without'), release, false);
    const ours = await launch(release);
    await closeOnboarding(ours);
    await ours.grantAllSites();
    const idle = await launch(join(folder.path, 'idle'));
    await idle.grantAllSites();
    const without = await launch(join(folder.path, 'without'));
    return { ours: await armOf(ours), idle: await armOf(idle), without: await armOf(without), close };
  } catch (error) {
    await close();
    throw error;
  }
}
