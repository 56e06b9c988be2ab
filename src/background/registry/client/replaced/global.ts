/**
 * Replaces `@polkadot/x-global` in builds (vite.config.ts), which as a last resort compiles a function from text to find the
 * global object. Every supported browser has `globalThis`; code that generates code is not shipped, even if it would never run.
 */
export const xglobal: object = globalThis;

/** The global of this name, or the fallback where the platform has none. */
export function extractGlobal(name: string, fallback: unknown): unknown {
  const value: unknown = Reflect.get(xglobal, name);
  return typeof value === 'undefined' ? fallback : value;
}

/** Defines this global where the platform has none. */
export function exposeGlobal(name: string, fallback: unknown): void {
  if (typeof Reflect.get(xglobal, name) === 'undefined') Reflect.set(xglobal, name, fallback);
}

export { packageInfo } from '@polkadot/x-global/packageInfo';
