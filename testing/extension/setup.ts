import type { BrowserName } from '../browser.ts';

/** What a test needs of its browser. Tests with the same needs share one, one after the other. */
export type Setup = {
  /** `test` trusts the roots of our simulated attesters, so that every state can be reached; `release` is what users get. */
  readonly build: 'test' | 'release';
  /** Chromium's flag that shows an extension the certificate of a response. Firefox always does. */
  readonly securityInfo: boolean;
  /** The extension may access private windows. */
  readonly inPrivate: boolean;
  /** All https sites were granted, as onboarding requests. */
  readonly granted: boolean;
  /** With windows on a screen in memory, for what only a window has. */
  readonly windows: boolean;
  /** Playwright drives Chromium's pages of the extension: for tests of pages, not of what browsers do with sites. */
  readonly playwright: boolean;
};

/** What most tests need: the test build with all sites granted, without windows. */
export const USUAL: Setup = {
  build: 'test',
  securityInfo: true,
  inPrivate: false,
  granted: true,
  windows: false,
  playwright: false,
};

/** Firefox has only raw drivers, so tests there share a browser whatever they need of Chromium's. */
export function setupFor(browser: BrowserName, setup: Setup): Setup {
  return browser === 'firefox' ? { ...setup, playwright: false } : setup;
}
