import type { AdapterId } from './adapters.ts';

/** One line of a site directory: the host of this name, or every host below it. */
export type DirectorySite = {
  /** Lower case, without a port: entries cover the default port only. */
  readonly host: string;
  readonly covers: 'host' | 'below';
  /** How it serves evidence; null if it is known to serve none itself. */
  readonly adapter: AdapterId | null;
  /** Names of the reference values under which its code is published. */
  readonly references: readonly string[];
  /** Hosts of attested services that its pages are known to use. */
  readonly services: readonly string[];
};

/**
 * Sites known to attest without announcing it. Looked up locally, so nobody learns which site is visited, and unlisted sites get
 * no request.
 */
export type SiteDirectory = {
  /** Increases with every issue: an older issue never replaces a newer one. */
  readonly version: number;
  /** RFC 3339. */
  readonly issued: string;
  /** RFC 3339: until when it names code; null for a directory that comes with the release, which does not expire. */
  readonly expires: string | null;
  readonly sites: readonly DirectorySite[];
};

/** The directory in use, as the options page shows it. Dates are RFC 3339. */
export type DirectoryView = {
  readonly version: number;
  readonly issued: string;
  /** Null for the release's own, which does not expire. */
  readonly expires: string | null;
  /** `lapsed`: expired for longer than its grace period; it still says where to ask, but no longer names code. */
  readonly status: 'current' | 'stale' | 'lapsed';
  readonly sites: number;
  /** The host that is asked once a day for a newer one; null if none is published. */
  readonly host: string | null;
  /** When it was last requested, and the failure if any: `code` is one of the list codes (docs/AUDITS.md, “Errors”). */
  readonly triedAt: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
};
