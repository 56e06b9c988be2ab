import type { Badge } from '../../background/api/badge.ts';
import { findSite } from '../../background/discovery/directory/directory.ts';
import { SHIPPED_DIRECTORY } from '../../background/discovery/directory/shipped.ts';
import { headlineOf } from '../../popup/popup/headline.ts';
import { lexiconFor } from '../../popup/words/load.ts';
import type { Route } from './exchange.ts';
import { visit, type Measure } from './visit.ts';

/** An attested service that pages of the site use. Its mark is its own and never changes the site's. */
export type ToldService = {
  readonly origin: string;
  readonly badge: Badge;
  readonly headline: string;
  readonly sentence: string;
};

/** The services that this release's directory names for the site. Serialised https origins. */
export const servicesOf = (origin: string): readonly string[] =>
  (findSite(SHIPPED_DIRECTORY, origin)?.services ?? []).map((host) => `https://${host}`);

/**
 * Visits each once. A terminal cannot see whether the page's own requests end there. @param route how the site itself is reached:
 * a node of the same name, and roots to trust
 */
export async function checkServices(origins: readonly string[], route: Route, measure: Measure): Promise<readonly ToldService[]> {
  const told: ToldService[] = [];
  for (const origin of origins) {
    const { view } = await visit(routeTo(origin, route), measure);
    const lexicon = await lexiconFor(view.state.at === 'appraised' ? view.state.result.tee : null);
    const { headline, sentence } = headlineOf(view, lexicon);
    told.push({ origin, badge: view.badge, headline, sentence });
  }
  return told;
}

/** A node given for the site's own host also has that host's other ports; other hosts are reached by their names. */
function routeTo(origin: string, { connectTo, ...site }: Route): Route {
  const { hostname, port } = new URL(origin);
  if (connectTo === undefined || hostname !== new URL(site.origin).hostname) return { ...site, origin };
  return { ...site, origin, connectTo: { host: connectTo.host, port: port === '' ? 443 : Number(port) } };
}
