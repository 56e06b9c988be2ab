import browser from 'webextension-polyfill';

/**
 * May we access this origin's pages and send it requests? (Click-to-check grants that for one tab without being reported here.)
 */
export function mayCheck(origin: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [`${hostPattern(origin)}/*`] });
}

/** Match patterns have no ports: they cover every port of a host. */
function hostPattern(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}`;
}

/** The host patterns granted so far. */
export async function grantedHosts(): Promise<readonly string[]> {
  return (await browser.permissions.getAll()).origins ?? [];
}

/** May we access any page at all? Also yes when the browser does not answer. */
export async function anyHostGranted(): Promise<boolean> {
  return await grantedHosts().then(
    (hosts) => hosts.length > 0,
    () => true,
  );
}

/** Must be added on the first tick. @param removed the host patterns that were withdrawn; none if some were granted */
export function onHostsChanged(changed: (removed: readonly string[]) => void): void {
  browser.permissions.onAdded.addListener(() => {
    changed([]);
  });
  browser.permissions.onRemoved.addListener(({ origins = [] }) => {
    changed(origins);
  });
}
