import { BADGES, type Badge } from '../../background/api/badge.ts';
import { headlineOf } from '../../popup/popup/headline.ts';
import { acceleratorSentence } from '../../popup/words/accelerators.ts';
import { lexiconFor } from '../../popup/words/load.ts';
import type { Finding } from '../../verifier/index.ts';
import { sentenceOf } from '../../popup/words/finding.ts';
import type { Route } from './exchange.ts';
import type { ToldForm } from './form.ts';
import { lockedSite, type LockedSite } from './locked.ts';
import type { Announced } from './page.ts';
import { checkServices, servicesOf, type ToldService } from './services.ts';
import { visit, type Measure, type SiteVisit } from './visit.ts';

/** A finding in words. */
export type ToldFinding = Pick<Finding, 'check' | 'outcome'> & { readonly sentence: string };

/** What visitors' browsers will show for a site. */
export type SiteReport = {
  readonly origin: string;
  readonly badge: Badge;
  readonly headline: string;
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly findings: readonly ToldFinding[];
  /** What is proven about the GPUs attached to the worst visit's evidence; null if it named none. */
  readonly accelerators: string | null;
  /** Attested services behind the page, each with a mark of its own that changes no other. */
  readonly services: readonly ToldService[];
  /** How the page of the worst visit announced its attestation. */
  readonly announced: Announced;
  /** The form in which the site then served its evidence; null if unknown. */
  readonly form: ToldForm | null;
  /** What a browser blocks on the page; null if no evidence locks it. */
  readonly locked: LockedSite | null;
  /** SHA-256 of each key in which a connection ended, lowercase hex. */
  readonly keys: readonly string[];
  readonly visits: readonly SiteVisit[];
};

/** A load balancer's nodes may differ: enough visits to probably meet each of a few. */
export const VISITS = 5;

/**
 * Visits a site several times and reports the worst visit: some visitor will see that one. @param services origins of attested
 * services that its pages use
 */
export async function checkSite(
  route: Route,
  measure: Measure,
  times = VISITS,
  services = servicesOf(route.origin),
): Promise<SiteReport> {
  const visits: SiteVisit[] = [];
  for (let count = 0; count < times; count += 1) visits.push(await visit(route, measure));
  const worst = visits.reduce((one, other) => (rank(other) < rank(one) ? other : one));
  const { view } = worst;
  const result = view.state.at === 'appraised' ? view.state.result : null;
  const lexicon = await lexiconFor(result?.tee ?? null);
  const { headline, sentence, notes } = headlineOf(view, lexicon);
  return {
    origin: route.origin,
    badge: view.badge,
    headline,
    sentence,
    notes,
    findings: (result?.findings ?? []).map((finding) => ({
      check: finding.check,
      outcome: finding.outcome,
      sentence: sentenceOf(finding, lexicon),
    })),
    accelerators: view.accelerators === null ? null : acceleratorSentence(view.accelerators),
    services: await checkServices(services, route, measure),
    announced: worst.announced,
    form: worst.form,
    locked: await lockedSite(
      route,
      visits.flatMap(({ locked }) => locked ?? []),
    ),
    keys: [...new Set(visits.flatMap(({ wire }) => (wire === null ? [] : [wire.sha256])))],
    visits,
  };
}

/** A failure first: it overrides `simulated`. The others in table order; the first matching row counts. */
const WORST_FIRST: readonly Badge[] = ['failed', 'missing', ...BADGES];
const rank = ({ view }: SiteVisit): number => WORST_FIRST.indexOf(view.badge);
