import type { Badge } from '../../background/api/badge.ts';
import type { Problem } from '../../background/api/problem.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { ACCELERATORS_NAME } from '../../popup/words/accelerators.ts';
import { ASPECTS, parseRfc3339, type Outcome, type Tier } from '../../verifier/index.ts';
import type { SiteReport } from './check.ts';
import type { ToldForm } from './form.ts';
import { lockedLines } from './locked.ts';
import type { Announced } from './page.ts';
import { connectionLine } from './reached.ts';

const ANNOUNCED: Readonly<Record<Announced, string>> = {
  header: 'announced by a Link header',
  field: 'announced by a field of the page’s response',
  certificate: 'announced by its certificate alone, which Firefox shows to extensions and Chromium does not',
  directory: 'not announced, and named in the site directory of this release',
  page: 'announced by a <link> in the page',
  no: 'not announced: browsers ask only when their user clicks (docs/PROTOCOL.md section 1)',
  unknown: 'whether it is announced could not be seen: the page did not answer with 200',
};

/** A report as lines for people. @param all include every finding, not only those that did not pass */
export function tellReport(report: SiteReport, all: boolean): string {
  const { origin, badge, headline, sentence, notes, accelerators, announced, form, locked, keys, visits, services } = report;
  const shown = report.findings.filter(({ outcome }) => all || (outcome !== 'pass' && outcome !== 'not-applicable'));
  const badges = visits.map(({ view }) => view.badge);
  const slowest = Math.max(...visits.map(({ tookMs }) => tookMs));
  return [
    `${badge}: ${origin}`,
    headline,
    sentence,
    ...notes,
    '',
    `${String(visits.length)} ${visits.length === 1 ? 'visit' : 'visits'}: ${badges.join(', ')}; the slowest took ${slowest.toFixed(0)} ms`,
    ...new Set(visits.flatMap(({ view }) => connectionLine(problemOf(view)) ?? [])),
    // Nothing answered: what its page announces and in which form is no question then.
    ...(keys.length === 0
      ? []
      : [
          `${String(keys.length)} ${keys.length === 1 ? 'key' : 'keys'} on the wire: ${keys.join(', ')}`,
          ANNOUNCED[announced],
          ...formLines(form),
        ]),
    ...(accelerators === null ? [] : [`${ACCELERATORS_NAME}: ${accelerators}`]),
    ...(locked === null ? [] : lockedLines(locked)),
    ...shown.map(({ outcome, check, sentence: words }) => `${outcome.padEnd(15)}${check}: ${words}`),
    ...services.flatMap(({ origin: service, badge: own, headline: head, sentence: words }) => [
      `a service behind this page: ${service}`,
      `${own}: ${head} ${words}`,
    ]),
  ].join('\n');
}

const problemOf = ({ state }: SiteView): Problem | null => (state.at === 'unavailable' ? state.problem : null);

function formLines(form: ToldForm | null): readonly string[] {
  if (form === null) return ['form: unknown; the site names none, and the path that several forms share told none'];
  const { adapter, title, layout, unproven } = form;
  const asked = `form: ${title} (${adapter}${layout === null ? '' : `, layout ${layout}`})`;
  return [asked, ...unproven.map((what) => `this form leaves unproven ${what}`)];
}

/** The same for machines; findings are those of the worst visit. */
export function reportJson({ visits, ...report }: SiteReport): string {
  const each = visits.map(({ view, wire, tookMs }) => ({
    badge: view.badge,
    key: wire?.sha256 ?? null,
    tookMs: Math.round(tookMs),
    result: view.state.at === 'appraised' ? view.state.result : null,
    accelerators: view.accelerators,
    problem: problemOf(view),
  }));
  return JSON.stringify({ ...report, visits: each });
}

/**
 * The exit status of a report: what a locked page loses, and GPUs that fail and that the machine itself names, are problems that
 * visitors see, whatever the mark.
 */
export function statusOf({ badge, locked, visits }: Pick<SiteReport, 'badge' | 'locked' | 'visits'>): 0 | 1 | 3 {
  const loses = locked?.blocked.some(({ certain }) => certain) === true;
  const failing = visits.some(({ view }) => view.accelerators?.machine === 'contraindicated');
  return (loses || failing) && EXIT_STATUS[badge] === 0 ? 1 : EXIT_STATUS[badge];
}

/** For cron and CI: 0 no problem, 1 a visitor sees a problem, 3 it could not be checked. (2 is an invalid command line.) */
const EXIT_STATUS: Readonly<Record<Badge, 0 | 1 | 3>> = {
  verified: 0,
  unaudited: 0,
  changed: 0,
  simulated: 1,
  failed: 1,
  missing: 1,
  caution: 1,
  unbound: 1,
  unavailable: 3,
  checking: 3,
  none: 3,
  off: 3,
};

const TIER_VALUE: Readonly<Record<Tier, number>> = { affirming: 3, warning: 2, none: 1, contraindicated: 0 };
const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail', 'unknown'];

/** The text format of Prometheus (exposition format 0.0.4). */
export function metricsOf(report: SiteReport, now: number): string {
  const { origin, badge, findings, visits } = report;
  const site = `origin="${origin.replace(/["\\\n]/g, '')}"`;
  const results = visits.flatMap(({ view }) => (view.state.at === 'appraised' ? [view.state.result] : []));
  const untils = visits.flatMap(({ wire }) => (wire === null ? [] : [wire.certificateUntil]));
  const tiers = ASPECTS.map((aspect) => {
    const values = results.map(({ vector }) => TIER_VALUE[vector[aspect]]);
    return `sealmark_tier{${site},aspect="${aspect}"} ${String(values.length === 0 ? 1 : Math.min(...values))}`;
  });
  return [
    '# HELP sealmark_badge The mark that the worst visit shows; 1 for the one that applies.',
    '# TYPE sealmark_badge gauge',
    `sealmark_badge{${site},badge="${badge}"} 1`,
    '# HELP sealmark_tier Worst tier of each aspect: 3 affirming, 2 warning, 1 none, 0 contraindicated.',
    '# TYPE sealmark_tier gauge',
    ...tiers,
    '# HELP sealmark_findings Checks of the worst visit by their outcome.',
    '# TYPE sealmark_findings gauge',
    ...OUTCOMES.map(
      (outcome) =>
        `sealmark_findings{${site},outcome="${outcome}"} ${String(findings.filter((one) => one.outcome === outcome).length)}`,
    ),
    '# HELP sealmark_visit_seconds The slowest visit, from the request to the verdict.',
    '# TYPE sealmark_visit_seconds gauge',
    `sealmark_visit_seconds{${site}} ${(Math.max(...visits.map(({ tookMs }) => tookMs)) / 1000).toFixed(3)}`,
    '# HELP sealmark_good_until_seconds When the first of what the verdicts rest on ends, seconds since 1970.',
    '# TYPE sealmark_good_until_seconds gauge',
    ...earliest(results.map(({ goodUntil }) => parseRfc3339(goodUntil, 'goodUntil'))).map(
      (at) => `sealmark_good_until_seconds{${site}} ${String(Math.floor(at / 1000))}`,
    ),
    '# HELP sealmark_certificate_until_seconds When the first TLS certificate on the wire ends, seconds since 1970.',
    '# TYPE sealmark_certificate_until_seconds gauge',
    ...earliest(untils).map((at) => `sealmark_certificate_until_seconds{${site}} ${String(Math.floor(at / 1000))}`),
    '# HELP sealmark_checked_seconds When this was checked, seconds since 1970.',
    '# TYPE sealmark_checked_seconds gauge',
    `sealmark_checked_seconds{${site}} ${String(Math.floor(now / 1000))}`,
    '',
  ].join('\n');
}

const earliest = (times: readonly number[]): readonly number[] => (times.length === 0 ? [] : [Math.min(...times)]);

/** What a watcher receives: the mark and the keys. */
export const changeMark = ({ badge, keys }: SiteReport): string => [badge, ...keys.toSorted()].join();
