/**
 * Visits a local site that runs simulated attesters, good and bad, with the release build of the extension, and prints
 * what the mark says of each page. Started by `npm run demo` (scripts/demo.mjs).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import { ROOT } from '../../scripts/installed.mjs';
import type { Browser, BrowserName, Tab } from '../../testing/browser.ts';
import { launchChromium } from '../../testing/chromium/launch.ts';
import { startDisplay, type Display } from '../../testing/display.ts';
import { launchFirefox } from '../../testing/firefox/launch.ts';
import { crop, toPng } from '../../testing/png.ts';
import { watch, type Watch } from '../../testing/state-probe.ts';
import { createNetwork } from '../../testing/network.ts';
import { builtExtension } from '../../testing/extension/builds.ts';
import { entryFor } from '../runner/context.ts';
import { allAnchorSettings, attesters, platform } from '../../testing/site/attesters.ts';
import { gpuPages, simulatedPages, type DemoPage } from './pages.ts';
import { recordedPages } from './recorded.ts';
import { openRegistry, type DemoRegistry } from './registry.ts';
import { report } from './report.ts';

const { values } = parseArgs({
  options: {
    firefox: { type: 'boolean', default: false },
    vectors: { type: 'string' },
    headless: { type: 'boolean', default: false },
    'security-info': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

const OUTPUT = join(ROOT, 'demo-output');
/** The toolbar and address bar of either browser, in a window of our size (pixels). */
const TOOLBAR = { width: 1200, height: 90 };

const name: BrowserName = values.firefox ? 'firefox' : 'chromium';
const hasDesktop = process.platform !== 'linux' || (process.env['DISPLAY'] ?? '') !== '';
const stays = hasDesktop && !values.headless;

type Stage = { readonly browser: Browser; readonly watching: Watch; readonly screen: Display | null };

/** Test anchors are believed because a developer setting says so: it marks every result that rests on one. */
async function prepare({ browser, watching }: Stage, { profile }: DemoRegistry): Promise<void> {
  await browser.pin();
  await browser.grantAllSites();
  const settings = await watching.call('settings.get', null);
  await watching.call('settings.put', {
    ...settings,
    onboarded: true,
    developer: { ...settings.developer, testAnchors: allAnchorSettings() },
  });
  for (const attester of attesters)
    await watching.call('allowlist.put', { ...entryFor(attester, null), note: 'accepted by the demonstration' });
  await watching.call('registry.put', profile);
  await watching.call('registry.turn', { id: profile.id, on: true });
}

async function visit(stage: Stage, page: DemoPage): Promise<Tab> {
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

async function photograph({ browser, screen }: Stage, { testSite }: DemoPage, tab: Tab): Promise<void> {
  const file = (what: string): string => join(OUTPUT, `${name}-${testSite.host.split('.')[0] ?? ''}-${what}.png`);
  await browser.probe.evaluate(`chrome.tabs.update(${String(tab.id)}, { active: true }).then(() => null)`);
  if (screen !== null) writeFileSync(file('badge'), toPng(crop(screen.screenshot(), 0, 0, TOOLBAR)));
  const popup = await browser.popup(tab);
  writeFileSync(file('popup'), await popup.screenshot());
  await popup.close();
}

/** The TEE's word, with a number where two attesters simulate the same one (SNP has two kinds of platform key). */
function prefixOf(attester: Attester): string {
  const same = attesters.filter(({ tee }) => tee === attester.tee);
  const number = same.indexOf(attester);
  return number === 0 ? `${attester.tee}-` : `${attester.tee}${String(number + 1)}-`;
}

async function main(): Promise<void> {
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  const network = await createNetwork(attesters);
  const registry = await openRegistry(network);
  const pages = [
    ...simulatedPages(network, platform, '', registry),
    ...gpuPages(network),
    ...attesters.filter((one) => one !== platform).flatMap((one) => simulatedPages(network, one, prefixOf(one), registry)),
    ...(values.vectors === undefined ? [] : recordedPages(network, values.vectors)),
  ];
  const screen = stays ? null : await startDisplay();
  const launch = values.firefox ? launchFirefox : launchChromium;
  const browser = await launch({
    extension: builtExtension(name, 'release'),
    proxyPort: network.proxyPort,
    authority: network.authority,
    display: stays ? 'own' : (screen?.name ?? null),
    securityInfo: values['security-info'],
    inPrivate: false,
  });
  console.log(`${browser.version}, ${browser.extensionOrigin}\n`);
  const stage: Stage = { browser, watching: await watch(browser), screen };
  await prepare(stage, registry);
  for (const page of pages.filter(({ testSite }) => testSite.host.startsWith(values.only))) {
    const tab = await visit(stage, page);
    if (!stays) await tab.close();
  }
  if (!values.firefox && !values['security-info'])
    console.log(
      'Chromium shows extensions no certificate unless its flag WebRequestSecurityInfo is on, so no connection was bound above; -- --security-info turns it on.',
    );
  console.log(`Screenshots: ${OUTPUT}`);
  if (stays) {
    console.log('The browser stays open; close it to end the demonstration.');
    await browser.ended;
  }
  await browser.close();
  await screen?.stop();
  await registry.close();
  await network.close();
}

await main();
