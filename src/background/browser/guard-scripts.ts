import type { Scripting } from 'webextension-polyfill';
import { CONTENT_SCRIPTS } from '../api/content-scripts.ts';

/** Registrations of the guard have ids that begin so. */
export const GUARD_ID = 'page-guard';
const HTTPS_PORT = '443';

/**
 * Match patterns are registered all at once, or none: an address that a browser takes for no host (IPv6) keeps away from the others, as
 * does a host that would be a pattern of many.
 */
export const hasHostName = (origin: string): boolean => !/[*[]/.test(new URL(origin).hostname);

const portOf = (origin: string): string => new URL(origin).port || HTTPS_PORT;
const hostOf = (origin: string): string => new URL(origin).hostname;

/**
 * The registrations that put the guard into every document of exactly these origins before its first script. Chrome's match patterns
 * have ports. Firefox's cover every port of a host, so there each port has a registration of its own, whose
 * address tells the guard which port it is for (src/content/guard.iife.ts).
 */
export function guardScripts(origins: readonly string[]): readonly Scripting.RegisteredContentScript[] {
  if (origins.length === 0) return [];
  if (__TARGET__ === 'chrome') {
    const matches = origins.map((origin) => `https://${hostOf(origin)}:${portOf(origin)}/*`);
    return [guardScript(GUARD_ID, matches, CONTENT_SCRIPTS.guard)];
  }
  return [...new Set(origins.map(portOf))].map((port) => {
    const matches = origins.filter((origin) => portOf(origin) === port).map((origin) => `https://${hostOf(origin)}/*`);
    return guardScript(`${GUARD_ID}-${port}`, matches, `${CONTENT_SCRIPTS.guard}?${port}`);
  });
}

function guardScript(id: string, matches: readonly string[], file: string): Scripting.RegisteredContentScript {
  return {
    id,
    matches: [...new Set(matches)],
    js: [file],
    runAt: 'document_start',
    allFrames: true,
    matchOriginAsFallback: true,
    persistAcrossSessions: true,
  };
}
