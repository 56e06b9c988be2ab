/**
 * Visits local sites that run simulated attesters and prints the mark of each: first, in the test build, an application whose
 * page is locked to its code, its twin, and a site whose code was built from source and reviewed; then, with the release build,
 * good ones and bad ones. Started by `npm run demo` (scripts/demo.mjs).
 */
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import type { BrowserName } from '../../testing/browser.ts';
import { startDisplay } from '../../testing/display.ts';
import { createNetwork } from '../../testing/network.ts';
import { entryFor } from '../runner/context.ts';
import { allAnchorSettings, attesters, platform } from '../../testing/site/attesters.ts';
import { gpuPages, simulatedPages } from './pages.ts';
import { recordedPages } from './recorded.ts';
import { openRegistry, type DemoRegistry } from './registry.ts';
import { openStage, OUTPUT, visit, type Stage } from './stage.ts';
import { showFirst } from './verified.ts';

const { values } = parseArgs({
  options: {
    firefox: { type: 'boolean', default: false },
    vectors: { type: 'string' },
    headless: { type: 'boolean', default: false },
    'security-info': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

const name: BrowserName = values.firefox ? 'firefox' : 'chromium';
const hasDesktop = process.platform !== 'linux' || (process.env['DISPLAY'] ?? '') !== '';
const stays = hasDesktop && !values.headless;

/** Test anchors are trusted because of a developer setting, which marks every result that rests on one. */
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

/** The TEE's word, with a number if two attesters simulate the same one (SNP has two kinds of platform key). */
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
  const shared = { name, network, screen, stays };
  // What the mark looks like when everything holds comes first; --only looks for pages of the release build's part, too.
  const first = await showFirst(shared, values.only);
  const stage = await openStage({ ...shared, build: 'release', securityInfo: values['security-info'] });
  const { browser } = stage;
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
  for (const earlier of first) await earlier.close();
  await screen?.stop();
  await registry.close();
  await network.close();
}

await main();
