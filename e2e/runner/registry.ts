import type { BrowserName } from '../lib/browser.ts';
import type { Context } from './context.ts';

/** What a test needs of its browser. Tests that need the same share one, one after the other. */
export type Setup = {
  /** `test` believes the roots of our simulated attesters, so that every state can be reached; `release` is what users get. */
  readonly build: 'test' | 'release';
  /** Chromium's flag that shows an extension the certificate of a response. Firefox always does. */
  readonly securityInfo: boolean;
  /** The extension may look into private windows. */
  readonly inPrivate: boolean;
  /** All https sites were granted, as onboarding asks for. */
  readonly granted: boolean;
  /** With windows on a screen in memory, for what only a window has. */
  readonly windows: boolean;
};

export const USUAL: Setup = { build: 'test', securityInfo: true, inPrivate: false, granted: true, windows: false };

export type Needs = Partial<Setup> & {
  /** A browser that no other test has used. */
  readonly fresh?: boolean;
};

export type Test = {
  readonly name: string;
  readonly setup: Setup;
  readonly fresh: boolean;
  readonly run: (context: Context) => Promise<void>;
};

export const tests: Test[] = [];

/** Declares a test, to be run in every browser. The name says a behaviour. */
export function e2e(name: string, needs: Needs, run: (context: Context) => Promise<void>): void {
  const { fresh = false, ...setup } = needs;
  tests.push({ name, setup: { ...USUAL, ...setup }, fresh, run });
}

/** A test that is not run in one browser, and why: kept together in `e2e/tests/reasons.ts`. */
export type Skip = { readonly test: string; readonly browser: BrowserName; readonly because: string };
