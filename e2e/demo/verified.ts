import type { Browser } from '../../testing/browser.ts';
import { DEMONSTRATION_LIST } from '../../testing/test-build/demonstration.ts';
import type { DemoPage } from './pages.ts';
import { openStage, visit, type Shared, type Stage } from './stage.ts';
import { openVault } from './vault.ts';

/**
 * The mark when everything holds, in the test build: the demonstration's vault, whose code was built from its source, and which the
 * demonstration's auditor reviewed. Chromium shows extensions a connection's certificate behind a flag only: solid with it, outlined
 * without.
 * @returns the browsers that stay open
 */
export async function showVerified(shared: Shared): Promise<readonly Browser[]> {
  const { site } = await openVault(shared.network);
  const page = (title: string): DemoPage => ({ title, testSite: site, at: null, before: null, registered: false });
  const open: Browser[] = [];
  const show = async (title: string, securityInfo: boolean, prefix: string): Promise<void> => {
    const stage = await openStage({ ...shared, build: 'test', securityInfo, prefix });
    await follow(stage);
    const tab = await visit(stage, page(title));
    if (shared.stays) open.push(stage.browser);
    else {
      await tab.close();
      await stage.browser.close();
    }
  };
  const title = 'A site whose code was built from its source and reviewed, in the test build';
  if (shared.name === 'firefox') await show(title, false, 'firefox');
  else {
    await show(`${title} (Chromium’s flag WebRequestSecurityInfo is on)`, true, 'chromium');
    await show(`${title} (stock Chromium: no connection is shown)`, false, 'chromium-stock');
  }
  console.log('Rebuild that code yourself: npm run -s rebuild prints the MRENCLAVE that the popup shows.\n');
  return open;
}

/** Follows the demonstration's list as its page does: look at it, then follow the very text that was shown. */
async function follow({ browser, watching }: Stage): Promise<void> {
  await browser.pin();
  await browser.grantAllSites();
  const settings = await watching.call('settings.get', null);
  await watching.call('settings.put', { ...settings, onboarded: true });
  const { url, key } = DEMONSTRATION_LIST;
  const { digest } = await watching.call('lists.preview', { url, key });
  await watching.call('lists.subscribe', { url, key, digest });
}
