import type { AdapterId } from '../../api/adapters.ts';

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
  readonly sites: readonly DirectorySite[];
};

/**
 * The line that speaks of this origin: its host's own, else that of the nearest host above it. Null where there is none.
 * @param origin serialised https origin
 */
export function findSite({ sites }: SiteDirectory, origin: string): DirectorySite | null {
  const host = hostOf(origin);
  if (host === null) return null;
  const own = sites.find((site) => site.covers === 'host' && site.host === host);
  const above = sites.filter((site) => site.covers === 'below' && host.endsWith(`.${site.host}`));
  return own ?? above.toSorted((a, b) => b.host.length - a.host.length)[0] ?? null;
}

/** The host of an https origin on the default port; null for every other one. */
function hostOf(origin: string): string | null {
  const host = /^https:\/\/([a-z0-9.-]+)$/.exec(origin)?.[1];
  return host ?? null;
}

/** Match patterns of every host that attests, by its own name or below another: requests to them may be to a service behind a page. */
export const servicePatterns = ({ sites }: SiteDirectory): readonly string[] =>
  sites.filter(({ adapter }) => adapter !== null).map(({ host, covers }) => `https://${covers === 'below' ? '*.' : ''}${host}/*`);
