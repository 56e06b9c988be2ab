import browser from 'webextension-polyfill';

/** May we look at this origin's pages and ask it? (Click-to-check gives that for one tab without saying so here.) */
export function mayCheck(origin: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [`${hostPattern(origin)}/*`] });
}

/** Match patterns know no ports: they stand for every port of a host. */
function hostPattern(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}`;
}

/** Host patterns granted so far. */
export async function grantedHosts(): Promise<readonly string[]> {
  return (await browser.permissions.getAll()).origins ?? [];
}

/** May we look at any page at all? Yes also where the browser does not answer. */
export async function anyHostGranted(): Promise<boolean> {
  return await grantedHosts().then(
    (hosts) => hosts.length > 0,
    () => true,
  );
}

/** Add on the first tick. @param removed host patterns that were withdrawn; none where some were granted */
export function onHostsChanged(changed: (removed: readonly string[]) => void): void {
  browser.permissions.onAdded.addListener(() => {
    changed([]);
  });
  browser.permissions.onRemoved.addListener(({ origins = [] }) => {
    changed(origins);
  });
}
