import browser from 'webextension-polyfill';

/** Session storage: in memory, gone with the browser, never seen by content scripts. */
export const session = {
  async get(key: string): Promise<unknown> {
    return (await browser.storage.session.get(key))[key];
  },
  async set(values: Readonly<Record<string, unknown>>): Promise<void> {
    await browser.storage.session.set({ ...values });
  },
  async remove(keys: readonly string[]): Promise<void> {
    await browser.storage.session.remove([...keys]);
  },
  async keys(): Promise<readonly string[]> {
    return Object.keys(await browser.storage.session.get(null));
  },
};

export type SessionArea = typeof session;
