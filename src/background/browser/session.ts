import browser from 'webextension-polyfill';
import { privateSession } from './private-session.ts';
import type { SessionArea } from './session-area.ts';

export type { SessionArea } from './session-area.ts';

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
    return Object.keys(await browser.storage.session.get(null));
  },
};

/** Chromium runs a second extension for private windows; Firefox one for all, which tidies up by itself. */
const inPrivate = __TARGET__ === 'chrome' && browser.extension.inIncognitoContext;

export const session: SessionArea = inPrivate ? privateSession() : ordinary;
