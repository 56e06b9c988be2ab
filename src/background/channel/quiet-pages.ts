import type { Instant } from '../../verifier/index.ts';
import { withoutFragment } from './request.ts';

/** How long a page that announced nothing is taken to announce nothing still (milliseconds). */
const QUIET_MS = 300_000;
/** Pages remembered at once; the oldest goes first. */
const MAX_QUIET_PAGES = 500;

/**
 * Pages that announced nothing a moment ago: not in their response, not in their certificate, not by a link. Reading a
 * certificate is the dearest part of a page load in Firefox, so it is left out when such a page is loaded again. This can only
 * take something away: a document whose certificate was not read never gets a mark, and asks for a reload once its site turns out
 * to attest itself. Kept in memory only, and lost with the background.
 */
export type QuietPages = {
  /** This page announced nothing just now. @param url of a page loaded over https */
  add(url: string): void;
  /** A page of this origin is being checked: certificates of all its pages are read again. */
  speaks(origin: string): void;
  /** Did this page announce nothing when it was loaded last, a moment ago? */
  has(url: string): boolean;
};

/** @param now milliseconds since 1970, this computer's clock */
export function quietPages(now: () => Instant): QuietPages {
  const pages = new Map<string, Instant>();
  return {
    add(url) {
      const page = pageOf(url);
      pages.delete(page);
      pages.set(page, now());
      for (const oldest of [...pages.keys()].slice(0, -MAX_QUIET_PAGES)) pages.delete(oldest);
    },
    speaks(origin) {
      for (const page of pages.keys()) if (page.startsWith(`${origin}/`)) pages.delete(page);
    },
    has(url) {
      const since = pages.get(pageOf(url));
      if (since === undefined) return false;
      const age = now() - since;
      // A clock that was put back says nothing about how long ago it was.
      return age >= 0 && age < QUIET_MS;
    },
  };
}

/** The address without query and fragment: what varies from one load of the same page to the next. */
const pageOf = (url: string): string => withoutFragment(url).split('?', 1)[0] ?? url;
