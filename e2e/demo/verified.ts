import { DEMONSTRATION_LIST } from '../../testing/test-build/demonstration.ts';
import { showLocked } from './locked.ts';
import { openStage, visit, type Shared, type Stage } from './stage.ts';
import { openVault } from './vault.ts';

/** What stays open until the demonstration ends. */
export type Open = { readonly close: () => Promise<void> };

/**
 * The first sites, in the test build: a small application whose page is locked to its code, with its twin (`locked.ts`), and the
 * demonstration's vault, whose code was built from source and reviewed by the demonstration's auditor. Chromium shows extensions
 * a connection's certificate only behind a flag: the mark is solid with it, outlined without. @param only prefix of the sites'
 * hosts
 */
export async function showFirst(shared: Shared, only: string): Promise<readonly Open[]> {
  const isWanted = (host: string): boolean => host.startsWith(only);
  const open: Open[] = [];
  const vault = isWanted('vault.') ? await openVault(shared.network) : null;
  const show = async (title: string, securityInfo: boolean, prefix: string): Promise<void> => {
    const isFirst = !securityInfo && isWanted('notes.');
    if (vault === null && !isFirst) return;
    const stage = await openStage({ ...shared, build: 'test', securityInfo, prefix });
    await prepare(stage);
    if (isFirst) open.push(await showLocked(stage, shared));
    if (vault !== null) {
      await follow(stage);
      const tab = await visit(stage, { title, testSite: vault.site, at: null, before: null, registered: false });
      if (!shared.stays) await tab.close();
    }
    if (shared.stays) open.push(stage.browser);
    else await stage.browser.close();
  };
  const title = 'A site whose code was built from its source and reviewed, in the test build';
  if (shared.name === 'firefox') await show(title, false, 'firefox');
  else {
    await show(`${title} (stock Chromium: no connection is shown)`, false, 'chromium-stock');
    await show(`${title} (Chromium’s flag WebRequestSecurityInfo is on)`, true, 'chromium');
  }
  if (vault !== null) console.log('Rebuild that code yourself: npm run -s rebuild prints the MRENCLAVE that the popup shows.\n');
  return open;
}

/** As a user who has been through onboarding. */
async function prepare({ browser, watching }: Stage): Promise<void> {
  await browser.pin();
  await browser.grantAllSites();
  const settings = await watching.call('settings.get', null);
  await watching.call('settings.put', { ...settings, onboarded: true });
}

/** Follows the demonstration's list as its page does: previews it, then follows exactly the text shown. */
async function follow({ watching }: Stage): Promise<void> {
  const { url, key } = DEMONSTRATION_LIST;
  const { digest } = await watching.call('lists.preview', { url, key });
  await watching.call('lists.subscribe', { url, key, digest });
}
