import browser from 'webextension-polyfill';

/** Add on the first tick. @param first the extension is new here, rather than updated */
export function onInstalled(installed: (first: boolean) => void): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    installed(reason === 'install');
  });
}

/** Opens one of our own pages in a tab. @param path relative to the extension's root */
export async function openOwnPage(path: string): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(path) });
}
