import { CLOCK_SKEW_MS, GRACE_MS } from '../../../verifier/audits/index.ts';
import { parseRfc3339, type Instant } from '../../../verifier/index.ts';
import type { DirectorySite, DirectoryView, SiteDirectory } from '../../api/site-directory.ts';

/**
 * The line for this origin: its host's own, else that of the nearest parent host. Null if there is none. @param origin serialised
 * https origin
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

/**
 * Match patterns of every host that attests, by its own name or below another: requests to them may be to a service behind a
 * page.
 */
export const servicePatterns = ({ sites }: SiteDirectory): readonly string[] =>
  sites.filter(({ adapter }) => adapter !== null).map(({ host, covers }) => `https://${covers === 'below' ? '*.' : ''}${host}/*`);

/** How far a directory counts at this time. Setting the clock back does not make it younger. @param now this computer's clock */
export function statusOfDirectory({ issued, expires }: SiteDirectory, now: Instant): DirectoryView['status'] {
  if (expires === null) return 'current';
  const at = Math.max(now, parseRfc3339(issued, 'issued') - CLOCK_SKEW_MS);
  const end = parseRfc3339(expires, 'expires');
  return at > end + GRACE_MS ? 'lapsed' : at > end ? 'stale' : 'current';
}

/** Names under which the code of this origin is published, from its line; none if the directory has lapsed. */
export function codeNames(directory: SiteDirectory, origin: string, now: Instant): readonly string[] {
  return statusOfDirectory(directory, now) === 'lapsed' ? [] : (findSite(directory, origin)?.references ?? []);
}
