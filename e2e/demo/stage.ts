import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';
import type { Browser, BrowserName, Tab } from '../../testing/browser.ts';
import { launchChromium } from '../../testing/chromium/launch.ts';
import type { Display } from '../../testing/display.ts';
import { builtExtension } from '../../testing/extension/builds.ts';
import type { Setup } from '../../testing/extension/setup.ts';
import { launchFirefox } from '../../testing/firefox/launch.ts';
import type { TestNetwork } from '../../testing/network.ts';
import { crop, toPng } from '../../testing/png.ts';
import { watch, type Watch } from '../../testing/state-probe.ts';
import type { VisitedPage } from './pages.ts';
import { report } from './report.ts';

/** Where the demonstration keeps its pictures; git ignores it. */
export const OUTPUT = join(ROOT, 'demo-output');
/** The toolbar and address bar of either browser, in a window of our size (pixels). */
const TOOLBAR = { width: 1200, height: 90 };

/** A browser with one build of the extension, and its screen (null: the user's own desktop). */
export type Stage = {
  readonly browser: Browser;
  readonly watching: Watch;
  readonly screen: Display | null;
  /** Prefix of its pictures' file names. */
  readonly prefix: string;
};

/** What every browser of one demonstration shares. */
export type Shared = {
  readonly name: BrowserName;
  readonly network: TestNetwork;
  readonly screen: Display | null;
  /** On the user's desktop, where browsers stay open. */
  readonly stays: boolean;
};

/** Which build, whether Chromium shows certificates, and what both browsers share. */
export type StageOptions = Shared & { readonly build: Setup['build']; readonly securityInfo: boolean; readonly prefix?: string };

/** Starts a browser with this build of the extension. */
export async function openStage({
  name,
  network,
  screen,
  stays,
  build,
  securityInfo,
  prefix = name,
}: StageOptions): Promise<Stage> {
  const launch = name === 'firefox' ? launchFirefox : launchChromium;
  const browser = await launch({
    extension: builtExtension(name, build),
    proxyPort: network.proxyPort,
    authority: network.authority,
    display: stays ? 'own' : (screen?.name ?? null),
    securityInfo,
    inPrivate: false,
  });
  const extension = build === 'test' ? 'Sealmark (test build), which believes simulated hardware' : 'Sealmark';
  console.log(`${browser.version}, ${extension}, ${browser.extensionOrigin}\n`);
  return { browser, watching: await watch(browser), screen, prefix };
}

/** Visits a page, prints its mark, and takes pictures of the mark and of the popup. */
export async function visit(stage: Stage, page: VisitedPage): Promise<Tab> {
  const { browser, watching } = stage;
  const settings = await watching.call('settings.get', null);
  await watching.call('settings.put', { ...settings, developer: { ...settings.developer, verificationTime: page.at } });
  page.before?.();
  const tab = await browser.newTab();
  await tab.goto(page.testSite.origin);
  if (page.registered) await watching.until(tab, 'the chain answers', ({ registry }) => registry?.at === 'answered');
  const view = await watching.settled(tab);
  console.log(report(page, view, await watching.title(tab)));
  await photograph(stage, page, tab);
  return tab;
}

async function photograph({ browser, screen, prefix }: Stage, { testSite }: VisitedPage, tab: Tab): Promise<void> {
  const file = (what: string): string => join(OUTPUT, `${prefix}-${testSite.host.split('.')[0] ?? ''}-${what}.png`);
  await browser.probe.evaluate(`chrome.tabs.update(${String(tab.id)}, { active: true }).then(() => null)`);
  if (screen !== null) writeFileSync(file('badge'), toPng(crop(screen.screenshot(), 0, 0, TOOLBAR)));
  const popup = await browser.popup(tab);
  writeFileSync(file('popup'), await popup.screenshot());
  await popup.close();
}
