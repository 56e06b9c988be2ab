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

/** A finding in a person's words. */
export type ToldFinding = Pick<Finding, 'check' | 'outcome'> & { readonly sentence: string };

/** What visitors' browsers will say of a site. */
export type SiteReport = {
  readonly origin: string;
  readonly badge: Badge;
  readonly headline: string;
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly findings: readonly ToldFinding[];
  /** What is proven of the GPUs beside the worst visit's evidence; null where it named none. */
  readonly accelerators: string | null;
  /** Attested services behind the page, each with a mark of its own that moves no other. */
  readonly services: readonly ToldService[];
  /** How the page of the worst visit announced its attestation. */
  readonly announced: Announced;
  /** In which form the site served its evidence then; null where nobody knows it. */
  readonly form: ToldForm | null;
  /** What a browser blocks of the page; null where no evidence locks it. */
  readonly locked: LockedSite | null;
  /** SHA-256 of each key that a connection ended in, lowercase hex. */
  readonly keys: readonly string[];
  readonly visits: readonly SiteVisit[];
};

/** A load balancer's nodes may differ: as many visits as make it likely to meet each of a few. */
export const VISITS = 5;

/**
 * Visits a site several times and tells of the worst visit: that is what some visitor will see.
 * @param services origins of attested services that its pages talk to
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

/** A failure first: `simulated` gives way to it. The others in the order of the table, whose first row that applies counts. */
const WORST_FIRST: readonly Badge[] = ['failed', 'missing', ...BADGES];
const rank = ({ view }: SiteVisit): number => WORST_FIRST.indexOf(view.badge);
