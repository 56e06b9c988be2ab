import browser from 'webextension-polyfill';

/** Must be added on the first tick. @param first whether the extension is newly installed rather than updated */
export function onInstalled(installed: (first: boolean) => void): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    installed(reason === 'install');
  });
}

/**
 * The browser or a new version of the extension has just started: rules from before may be outdated, and registered scripts are
 * gone.
 */
export function onFreshStart(heard: () => void): void {
  browser.runtime.onStartup.addListener(heard);
  browser.runtime.onInstalled.addListener(heard);
}

/** Opens one of our own pages in a tab. @param path relative to the extension's root */
export async function openOwnPage(path: string): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(path) });
}
