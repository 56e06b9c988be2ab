/**
 * Takes the pictures of the README from the real screens: the mark in Chromium's toolbar, and the popup over a site that attests
 * with simulated hardware, in the test build, which trusts it.
 *
 *   npm run make:pictures
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/installed.mjs';
import { openPool } from '../../testing/extension/pool.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { createNetwork } from '../../testing/network.ts';
import { crop, toPng } from '../../testing/png.ts';
import { sleep } from '../../testing/poll.ts';
import { shows } from '../../testing/press.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { DEMONSTRATION_LIST } from '../../testing/test-build/demonstration.ts';
import { contextFor } from '../runner/context.ts';
import { openVault } from './vault.ts';

const FOLDER = join(ROOT, 'docs', 'pictures');
/** The right end of the toolbar, where extensions have their buttons (pixels). */
const TOOLBAR = { width: 640, height: 90 };
const WINDOW_WIDTH = 1200;

const network = await createNetwork(attesters);
const pool = openPool(network);
try {
  const opened = await pool.take('chromium', { ...USUAL, windows: true }, true);
  const { context, end } = contextFor(opened, network, platform);
  const { browser, display } = opened;
  if (display === null) throw new Error('the toolbar is drawn on a screen only, and there is none (Xvfb)');
  await browser.pin();
  const { site } = await openVault(network);
  const { url, key } = DEMONSTRATION_LIST;
  const { digest } = await context.watch.call('lists.preview', { url, key });
  await context.watch.call('lists.subscribe', { url, key, digest });
  const visit = await context.visit(site);
  await visit.badge('verified');
  await visit.titled(/attested processing/i);
  await browser.probe.evaluate(`chrome.tabs.update(${String(visit.tab.id)}, { active: true }).then(() => null)`);
  mkdirSync(FOLDER, { recursive: true });
  // The window draws the mark a moment after the extension sets it.
  await sleep(1000);
  writeFileSync(join(FOLDER, 'mark.png'), toPng(crop(display.screenshot(), WINDOW_WIDTH - TOOLBAR.width, 0, TOOLBAR)));
  const popup = await browser.popup(visit.tab);
  await shows(popup, 'Attested processing');
  writeFileSync(join(FOLDER, 'popup.png'), await popup.screenshot());
  await popup.close();
  await end();
} finally {
  await pool.close();
  await network.close();
}
