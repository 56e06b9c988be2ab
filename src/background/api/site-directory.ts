import type { AdapterId } from './adapters.ts';

/** One line of a site directory: the host of this name, or every host below it. */
export type DirectorySite = {
  /** In lower case, without a port: entries speak of the default port only. */
  readonly host: string;
  readonly covers: 'host' | 'below';
  /** How it serves evidence; null for one of which it is known that it serves none itself. */
  readonly adapter: AdapterId | null;
  /** Names of the reference values under which its code is published. */
  readonly references: readonly string[];
  /** Hosts of attested services with which its pages are known to talk. */
  readonly services: readonly string[];
};

/**
 * Sites that are known to attest without announcing it: looked up on this machine, so that nobody learns which site is
 * visited, and no site that stands nowhere is asked.
 */
export type SiteDirectory = {
  /** Grows with every issue: an older one never takes a newer one's place. */
  readonly version: number;
  /** RFC 3339. */
  readonly issued: string;
  /** RFC 3339: until when it names code; null for one that only a release brings, which has no end of its own. */
  readonly expires: string | null;
  readonly sites: readonly DirectorySite[];
};

/** The directory that is in use, as options show it. Dates are RFC 3339. */
export type DirectoryView = {
  readonly version: number;
  readonly issued: string;
  /** Null for the release's own, which has no end. */
  readonly expires: string | null;
  /** `lapsed`: expired for longer than its days of grace; it still says where to ask, and names no code any more. */
  readonly status: 'current' | 'stale' | 'lapsed';
  readonly sites: number;
  /** Host that is asked once a day for a newer one; null where nobody publishes any. */
  readonly host: string | null;
  /** When it was last looked for, and what went wrong then: `code` is that of a list (docs/AUDITS.md, “Errors”). */
  readonly triedAt: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
};
