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
 * Four browsers that differ only in their extension. The limit applies to `ours` minus `idle`, which has the same permissions and
 * does nothing: the difference is our code, and what the browser does because we listen. Two further differences are reported,
 * and do not depend on our code: `least` minus `idle`, for receiving headers, certificates and links at all; and `idle` minus
 * `without`, for the permission alone (Chromium routes every page's requests differently as soon as any extension holds
 * `webRequest`).
 */
export type Arms = {
  /** The release, granted all sites. */
  readonly ours: Arm;
  /** The same permissions, the same grant, and a background that receives the necessary page events and does nothing. */
  readonly least: Arm;
  /** The same permissions, the same grant, and an empty background. */
  readonly idle: Arm;
  /** An empty background without a permission. */
  readonly without: Arm;
  close(): Promise<void>;
};

/** Name of one of the four. */
export type ArmName = Exclude<keyof Arms, 'close'>;

/** All four, in the order in which they are opened. */
export const ARM_NAMES = ['ours', 'idle', 'least', 'without'] as const satisfies readonly ArmName[];

type Manifest = Readonly<Record<string, unknown>> & { readonly background: { readonly service_worker?: string } };

/** Only the manifest's permissions, identity and background: no icons, no pages, no button. */
const KEPT_OF_MANIFEST = ['manifest_version', 'version', 'browser_specific_settings', 'incognito'] as const;
const PERMISSIONS = ['permissions', 'optional_permissions', 'optional_host_permissions'] as const;

/** The events that any extension needs for what DESIGN §4 asks for: the shortest listener set. */
const HEARS = `
const pages = { urls: ['https://*/*'], types: ['main_frame'] };
const ignore = () => undefined;
const { webNavigation, webRequest, scripting } = chrome;
for (const event of [webNavigation.onBeforeNavigate, webNavigation.onCommitted, webNavigation.onErrorOccurred])
  event.addListener(ignore);
for (const event of [webRequest.onBeforeRedirect, webRequest.onErrorOccurred]) event.addListener(ignore, pages);
`;

const LEAST = {
  chromium: `${HEARS}
webRequest.onHeadersReceived.addListener(ignore, pages, ['responseHeaders']);
const css = ['link[rel~="attestation" i][href*=".well-known/attestation"]'];
chrome.declarativeContent.onPageChanged.addRules([{
  id: 'link',
  conditions: [new chrome.declarativeContent.PageStateMatcher({ pageUrl: { schemes: ['https'] }, css })],
  actions: [new chrome.declarativeContent.RequestContentScript({ js: ['link.js'] })],
}]);
scripting.registerContentScripts([{ id: 'link', matches: ['https://*/*'], css: ['link.css'], runAt: 'document_start' }]).catch(ignore);`,
  firefox: `${HEARS}
webNavigation.onCompleted.addListener(ignore);
webRequest.onSendHeaders.addListener(ignore, pages);
webRequest.onResponseStarted.addListener(ignore, pages);
// The certificate of a page that announced nothing a moment ago is not needed.
const certificate = async () => ({});
browser.webRequest.onHeadersReceived.addListener(certificate, pages, ['responseHeaders', 'blocking']);
scripting.registerContentScripts([{ id: 'link', matches: ['https://*/*'], js: ['link.js'], runAt: 'document_idle' }]).catch(ignore);`,
} as const;

/**
 * Writes an extension that does nothing with its events. @param like folder of the release whose permissions it gets @param hears
 * the source of its background
 */
function writeIdle(folder: string, like: string, permitted: boolean, hears = ''): void {
  const manifest = JSON.parse(readFileSync(join(like, 'manifest.json'), 'utf8')) as Manifest; // our own build wrote it
  const kept = [...KEPT_OF_MANIFEST, ...(permitted ? PERMISSIONS : [])].filter((key) => key in manifest);
  const background = manifest.background.service_worker === undefined ? { scripts: ['idle.js'] } : { service_worker: 'idle.js' };
  const written = { ...Object.fromEntries(kept.map((key) => [key, manifest[key]])), name: 'Idle', background };
  mkdirSync(folder);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(written));
  writeFileSync(join(folder, 'idle.js'), hears);
  writeFileSync(join(folder, 'link.js'), `document.querySelector('link[rel~="attestation" i][href]');`);
  writeFileSync(
    join(folder, 'link.css'),
    'link[rel~="attestation" i][href*=".well-known/attestation"] { display: block !important; }',
  );
}

/** Closes the tabs that the extension opens on installation; its user closes them too, and no other arm has them. */
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

/**
 * @param start number of this start: the browsers are opened in a different order each time @throws Error if a browser does not
 * start
 */
export async function openArms(name: BrowserName, { proxyPort, authority }: TestNetwork, start: number): Promise<Arms> {
  const release = builtExtension(name, 'release');
  const folder = temporaryFolder('page-load');
  const opened = new Map<ArmName, Arm>();
  const close = async (): Promise<void> => {
    for (const { browser } of opened.values()) await browser.close();
    folder.remove();
  };
  async function open(arm: ArmName, extension: string): Promise<void> {
    const browser = await LAUNCH[name]({ extension, proxyPort, authority, display: null, securityInfo: false, inPrivate: false });
    try {
      if (arm === 'ours') await closeOnboarding(browser);
      if (arm !== 'without') await browser.grantAllSites();
      opened.set(arm, { browser, tab: await browser.newTab() });
    } catch (error) {
      await browser.close();
      throw error;
    }
  }
  const armOf = (arm: ArmName): Arm => {
    const found = opened.get(arm);
    if (found === undefined) throw new Error(`${arm} was not opened`);
    return found;
  };
  try {
    writeIdle(join(folder.path, 'least'), release, true, LEAST[name]);
    writeIdle(join(folder.path, 'idle'), release, true);
    writeIdle(join(folder.path, 'without'), release, false);
    for (const [at] of ARM_NAMES.entries()) {
      const arm = ARM_NAMES[(at + start) % ARM_NAMES.length] ?? 'ours';
      await open(arm, arm === 'ours' ? release : join(folder.path, arm));
    }
    return { ours: armOf('ours'), least: armOf('least'), idle: armOf('idle'), without: armOf('without'), close };
  } catch (error) {
    await close();
    throw error;
  }
}
