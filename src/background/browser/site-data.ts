/**
 * Chrome: removes an origin's service workers and what they stored. Rules do not reach pages that a worker makes, and a
 * `Clear-Site-Data` header added by a rule does nothing (Chromium 156).
 */
export async function clearWorkers(origin: string): Promise<void> {
  await chrome.browsingData.remove({ origins: [origin] }, { serviceWorkers: true, cacheStorage: true });
}
