import type { Browser } from 'webextension-polyfill';

/**
 * What a build has in place of `webextension-polyfill` (vite.config.ts), whose types are used everywhere: both browsers answer
 * with promises by themselves now, and what the library wraps around every call is paid at each start of the worker.
 */
const own: unknown = Reflect.get(globalThis, __TARGET__ === 'firefox' ? 'browser' : 'chrome');

// Those types describe Firefox's `browser`; what only Chrome has is asked of `chrome` where it is used.
// eslint-disable-next-line no-restricted-syntax -- it stands in for a library that exports so
export default own as Browser;
