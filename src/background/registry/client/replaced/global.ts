/**
 * Stands in a build for `@polkadot/x-global` (vite.config.ts), which as its last resort makes a function out of text to find
 * the global object. Every browser that runs us has `globalThis`; code that makes code is not shipped, though it would never
 * run.
 */
export const xglobal: object = globalThis;

/** The global of this name, or the fallback where the platform has none. */
export function extractGlobal(name: string, fallback: unknown): unknown {
  const value: unknown = Reflect.get(xglobal, name);
  return typeof value === 'undefined' ? fallback : value;
}

/** Gives the platform this global where it has none. */
export function exposeGlobal(name: string, fallback: unknown): void {
  if (typeof Reflect.get(xglobal, name) === 'undefined') Reflect.set(xglobal, name, fallback);
}

export { packageInfo } from '@polkadot/x-global/packageInfo';
