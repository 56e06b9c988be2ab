import { needKey, type Endorsement, type Instant, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { KeptEndorsement } from '../state/endorsement-store.ts';
import type { Records } from '../state/records.ts';
import type { Restraint } from './restraint.ts';
import type { EndorsementSource } from './source.ts';

/** One endorsement may name the next; no chain of any manufacturer is longer. */
const MOST_ROUNDS = 3;
/** Kept endorsements are asked for again after a day, so that a revocation is learnt of before its list expires. */
const FRESH_FOR = 24 * 60 * 60 * 1000;

export type GatherPorts = {
  readonly sources: readonly EndorsementSource[];
  readonly kept: Records<KeptEndorsement>;
  readonly restraint: Restraint;
  /** The user lets manufacturers be asked, and the browser lets us ask this host. */
  readonly mayAsk: (host: string) => Promise<boolean>;
  readonly now: () => Instant;
};

export type Gathering = {
  /** What is missing, given these endorsements: the evidence says it. */
  readonly missing: (given: readonly Endorsement[], now: Instant) => readonly Need[];
  /** Endorsements that the site sent along. */
  readonly given: readonly Endorsement[];
  /** Pass over what is kept: a verdict that rests on it went wrong. */
  readonly past: 'cache' | 'nothing';
  /** In private windows nothing is kept. */
  readonly keep: boolean;
  readonly waiting: (hosts: readonly string[]) => Promise<void>;
  /** On whose account manufacturers are asked (`siteOf`): what is missing stands in evidence that nobody has verified yet. */
  readonly site: string;
  readonly signal: AbortSignal;
};

export type Gathered = {
  readonly endorsements: readonly Endorsement[];
  readonly problems: readonly Problem[];
  /** Something came out of the cache. */
  readonly usedKept: boolean;
};

type Found = { readonly endorsement: Endorsement; readonly kept: boolean } | { readonly problem: Problem };

/**
 * Endorsements for one piece of evidence: those of the document, else kept ones until they expire, else the
 * manufacturer's. What cannot be had is a problem, and its checks stay unknown.
 */
export async function gather(ports: GatherPorts, gathering: Gathering): Promise<Gathered> {
  const endorsements: Endorsement[] = [...gathering.given];
  const problems = new Map<string, Problem>();
  const asked = new Set<string>();
  let usedKept = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const needs = gathering.missing(endorsements, ports.now()).filter((need) => !asked.has(needKey(need)));
    for (const need of needs) asked.add(needKey(need));
    if (needs.length === 0) break;
    await gathering.waiting([...new Set(needs.flatMap((need) => hostsFor(ports, need)))]);
    const found = await Promise.all(needs.map(async (need) => [need, await find(ports, gathering, need)] as const));
    for (const [need, one] of found) {
      if ('problem' in one) problems.set(needKey(need), one.problem);
      else {
        endorsements.push(one.endorsement);
        usedKept ||= one.kept;
      }
    }
  }
  return { endorsements, problems: [...problems.values()], usedKept };
}

function hostsFor({ sources }: GatherPorts, need: Need): readonly string[] {
  return sources.filter((source) => source.answers(need)).flatMap(({ hosts }) => hosts.map((host) => new URL(host).host));
}

async function find(ports: GatherPorts, gathering: Gathering, need: Need): Promise<Found> {
  const now = ports.now();
  const lasts = ports.sources.some((source) => source.answers(need) && source.lasts(need));
  const kept = gathering.past === 'cache' && !lasts ? null : await ports.kept.get(needKey(need));
  const usable = kept !== null && now < kept.expires && now >= kept.fetchedAt ? kept : null;
  const fresh = usable !== null && now - usable.fetchedAt < FRESH_FOR;
  // What lasts tells its manufacturer more than the rest (which chip): it is asked for again only when a verdict that
  // rests on it went wrong, and at most once a day.
  if (usable !== null && (fresh || (lasts && gathering.past === 'nothing')))
    return { endorsement: usable.endorsement, kept: true };

  const asked = await ask(ports, gathering, need);
  if ('endorsement' in asked) return asked;
  return usable === null ? asked : { endorsement: usable.endorsement, kept: true };
}

async function ask(ports: GatherPorts, gathering: Gathering, need: Need): Promise<Found> {
  let problem: Problem = {
    code: 'endorsement.unavailable',
    fault: 'vendor',
    remedy: 'retry',
    facts: { need: need.kind, host: '' },
  };
  for (const source of ports.sources) {
    if (!source.answers(need)) continue;
    const refused = (await Promise.all(source.hosts.map(async (host) => ((await ports.mayAsk(host)) ? null : host)))).find(
      (host) => host !== null,
    );
    if (refused !== undefined) {
      const facts = { need: need.kind, host: new URL(refused).host };
      problem = { code: 'endorsement.not-allowed', fault: 'user', remedy: 'allow-vendor', facts };
      continue;
    }
    const answer = await ports.restraint.ask(source, need, gathering.signal, gathering.site);
    if ('endorsement' in answer) {
      if (gathering.keep) await keep(ports, need, answer);
      return { endorsement: answer.endorsement, kept: false };
    }
    problem = {
      code: 'endorsement.unavailable',
      fault: answer.fault,
      remedy: answer.remedy === 'check-network' ? 'check-network' : 'retry',
      facts: { ...answer.facts, need: need.kind, because: answer.code },
    };
  }
  return { problem };
}

async function keep(
  ports: GatherPorts,
  need: Need,
  { endorsement, expires }: { readonly endorsement: Endorsement; readonly expires: Instant },
): Promise<void> {
  // A full disk must not cost the user the check itself.
  await ports.kept.put({ key: needKey(need), endorsement, fetchedAt: ports.now(), expires }).catch(() => undefined);
}
