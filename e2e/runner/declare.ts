import type { BrowserName } from '../../testing/browser.ts';
import type { Context } from './context.ts';
import { USUAL, type Setup } from '../../testing/extension/setup.ts';

/** What differs from the usual browser. */
export type Needs = Partial<Setup> & {
  /** A browser that no other test has used. */
  readonly fresh?: boolean;
};

/** A declared test, and the browser that it needs. */
export type Test = {
  readonly name: string;
  readonly setup: Setup;
  readonly fresh: boolean;
  readonly run: (context: Context) => Promise<void>;
};

/** All declared tests, in the order of their declaration. */
export const tests: Test[] = [];

/** Declares a test, to be run in every browser. The name describes a behaviour. */
export function e2e(name: string, needs: Needs, run: (context: Context) => Promise<void>): void {
  const { fresh = false, ...setup } = needs;
  tests.push({ name, setup: { ...USUAL, ...setup }, fresh, run });
}

/** A test that is not run in one browser, and why: all in `e2e/tests/reasons.ts`. */
export type Skip = { readonly test: string; readonly browser: BrowserName; readonly because: string };
