import type { Browser } from 'webextension-polyfill';

/**
 * Replaces `webextension-polyfill` in builds (vite.config.ts), whose types are used everywhere. Both browsers return promises
 * natively now, and wrapping every call would cost time at each start of the worker.
 */
const own: unknown = Reflect.get(globalThis, __TARGET__ === 'firefox' ? 'browser' : 'chrome');

/** The browser's own API under the types of `webextension-polyfill`. */
// Those types describe Firefox's `browser`; APIs that only Chrome has are called on `chrome`.
// eslint-disable-next-line no-restricted-syntax -- it stands in for a library that exports so
export default own as Browser;
