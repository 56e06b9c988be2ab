import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';

/** Script: clears the endorsements that earlier tests made the extension keep, and which services are backed off from. */
const FORGET = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const [{ name }] = await indexedDB.databases();
  const database = await done(indexedDB.open(name));
  await done(database.transaction('endorsements', 'readwrite').objectStore('endorsements').clear());
  database.close();
  const ofTabs = /^(site|visit):/;
  await chrome.storage.session.remove(Object.keys(await chrome.storage.session.get()).filter((key) => !ofTabs.test(key)));
  return null;
})()`;

/** A test that begins with no endorsement kept and no manufacturer known to be busy. */
export function unkept(name: string, run: (context: Context) => Promise<void>): void {
  e2e(name, {}, async (context) => {
    // Killed before, so that nothing pending is kept after all; killed after, so that nothing remains in memory.
    await context.browser.killBackground();
    await context.browser.probe.evaluate(FORGET);
    await context.browser.killBackground();
    await run(context);
  });
}
