import browser from 'webextension-polyfill';
import { privateSession } from './private-session.ts';
import type { SessionArea } from '../state/session-area.ts';

export type { SessionArea } from '../state/session-area.ts';

const ordinary: SessionArea = {
  async get(key) {
    return (await browser.storage.session.get(key))[key];
  },
  async set(values) {
    await browser.storage.session.set({ ...values });
  },
  async remove(keys) {
    await browser.storage.session.remove([...keys]);
  },
  async keys() {
    const area = browser.storage.session;
    // Chrome 130, Firefox 143; without it everything that is stored has to be read.
    const getKeys: unknown = Reflect.get(area, 'getKeys');
    if (typeof getKeys !== 'function') return Object.keys(await area.get(null));
    const keys: unknown = await Reflect.apply(getKeys, area, []);
    return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
  },
};

/** Chromium runs a second instance for private windows; Firefox one for all windows, which tidies up by itself. */
const inPrivate = __TARGET__ === 'chrome' && browser.extension.inIncognitoContext;

/** The session’s storage; in Chromium’s private windows the memory of their own profile (private-session.ts). */
export const session: SessionArea = inPrivate ? privateSession(browser.runtime.getManifest().version) : ordinary;

/** For data that outlives the browser and proves nothing: content scripts can write here in Firefox. */
export const local = {
  async get(key: string): Promise<unknown> {
    return (await browser.storage.local.get(key))[key];
  },
  async set(key: string, value: unknown): Promise<void> {
    await browser.storage.local.set({ [key]: value });
  },
};
