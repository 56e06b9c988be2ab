import type { Where } from '../browser.ts';
import { answered } from '../json.ts';
import { until } from '../poll.ts';
import type { Marionette } from './marionette.ts';
import { inChrome } from './page.ts';

/** Opens an empty tab, in a private window or a container if asked. @returns its handle */
export async function openTab(marionette: Marionette, where: Where): Promise<string> {
  if (where.container === true) return await openInContainer(marionette);
  const kind = where.private === true ? { type: 'window', private: true, focus: true } : { type: 'tab', focus: true };
  return await marionette.exclusively(async () => {
    // A new window is opened from the current one, which may be a tab that was just closed.
    const [open] = answered<readonly string[]>(await marionette.send('WebDriver:GetWindowHandles'));
    await marionette.send('WebDriver:SwitchToWindow', { handle: open, focus: false });
    return answered<{ handle: string }>(await marionette.send('WebDriver:NewWindow', kind)).handle;
  });
}

/** Firefox's first container, "Personal"; drivers have no command for it. */
const CONTAINER = 1;

async function openInContainer(marionette: Marionette): Promise<string> {
  const handles = async (): Promise<readonly string[]> =>
    answered<readonly string[]>(await marionette.exclusively(() => marionette.send('WebDriver:GetWindowHandles')));
  const before = new Set(await handles());
  await inChrome(
    marionette,
    `(async () => {
      Services.prefs.setBoolPref('privacy.userContext.enabled', true);
      const { gBrowser } = Services.wm.getMostRecentWindow('navigator:browser');
      const triggeringPrincipal = Services.scriptSecurityManager.getSystemPrincipal();
      gBrowser.selectedTab = gBrowser.addTab('about:blank', { userContextId: ${String(CONTAINER)}, triggeringPrincipal });
      return null;
    })()`,
  );
  return await until('a tab in a container', async () => (await handles()).find((handle) => !before.has(handle)));
}
