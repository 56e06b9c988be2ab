import {
  suppliedBy,
  needKey,
  type Endorsement,
  type SuppliedEndorsement,
  type Instant,
  type Need,
} from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { KeptEndorsement } from '../state/endorsement-store.ts';
import type { Records } from '../state/records.ts';
import type { Distrust } from './distrust.ts';
import type { RateLimit } from './rate-limit.ts';
import type { EndorsementSource } from './source.ts';

/** One endorsement may name the next; no manufacturer's chain is longer than this. */
const MAX_ROUNDS = 3;
/** Kept endorsements are requested again after a day, so that a revocation is noticed before its list expires. */
const FRESH_FOR_MS = 24 * 60 * 60 * 1000;

/** Who can be asked, what is kept, and how often and when anyone may be asked. */
export type GatherPorts = {
  readonly sources: readonly EndorsementSource[];
  readonly kept: Records<KeptEndorsement>;
  readonly rateLimit: RateLimit;
  /** The user allows requests to manufacturers, and the browser allows requests to this host. */
  readonly mayAsk: (host: string) => Promise<boolean>;
  /** Requests for a private window use connections that no other window shares. */
  readonly privateApart: boolean;
  readonly now: () => Instant;
};

/** What one appraisal needs, and how its endorsements may be had. */
export type Gathering = {
  /** Everything that the evidence rests on, with these endorsements. */
  readonly needs: (supplied: readonly SuppliedEndorsement[]) => readonly Need[];
  /** Of that, what is missing or out of date at that time, according to the evidence. */
  readonly missing: (supplied: readonly SuppliedEndorsement[], now: Instant) => readonly Need[];
  /** The time as of which the evidence will be appraised; not always now. */
  readonly judgedAt: Instant;
  /** Endorsements that the site sent along. */
  readonly supplied: readonly Endorsement[];
  /** Skip what is kept: a verdict that rests on it failed, although it holds. */
  readonly useCache: boolean;
  /** Skip what did not hold, and ask someone else. */
  readonly distrust: Distrust;
  /** What the previous gathering fetched: it is not requested again. */
  readonly before: readonly JustFetched[];
  readonly waiting: (hosts: readonly string[]) => Promise<void>;
  /** On whose account manufacturers are asked (`siteOf`): the evidence that names the need is not verified yet. */
  readonly site: string;
  /** The evidence belongs to a page in a private window. */
  readonly private: boolean;
  readonly signal: AbortSignal;
};

/** The endorsements for an appraisal, and why others are missing. */
export type Gathered = {
  readonly endorsements: readonly SuppliedEndorsement[];
  readonly problems: readonly Problem[];
  /** What arrived just now, including from the previous gathering: worth keeping once it is found to hold. */
  readonly fetched: readonly JustFetched[];
};

/** An endorsement that was just fetched, in the form in which it may be kept. */
export type JustFetched = { readonly record: KeptEndorsement; readonly from: EndorsementSource['gives'] };

type Found = { readonly endorsement: SuppliedEndorsement; readonly fetched?: JustFetched } | { readonly problem: Problem };

/**
 * Endorsements for one piece of evidence: those of the document, kept ones until they expire, and the manufacturer's for what is
 * still missing. Kept ones are always compared with what a site sent (the verifier chooses), because a site could choose an older
 * one; that costs no request. What cannot be had is a problem, and its checks stay unknown.
 */
export async function gather(ports: GatherPorts, gathering: Gathering): Promise<Gathered> {
  const sent = gathering.supplied.filter(({ need }) => gathering.distrust.get(need.kind)?.has('site') !== true);
  const endorsements: SuppliedEndorsement[] = [...suppliedBy('site', sent)];
  const fetched: JustFetched[] = [...gathering.before];
  const problems = new Map<string, Problem>();
  const seen = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const needs = gathering.needs(endorsements).filter((need) => !seen.has(needKey(need)));
    for (const need of needs) seen.add(needKey(need));
    if (needs.length === 0) break;
    const wanted = wantedOf(gathering, needs, endorsements);
    const there = needs.filter((need) => !wanted.includes(need));
    if (wanted.length > 0 && !isKeptApart(ports, gathering))
      await gathering.waiting([...new Set(wanted.flatMap((need) => hostsFor(ports, need)))]);
    const found = await Promise.all(wanted.map(async (need) => [need, await find(ports, gathering, need)] as const));
    for (const [need, one] of found) {
      if ('problem' in one) problems.set(needKey(need), one.problem);
      else {
        endorsements.push(one.endorsement);
        if (one.fetched !== undefined) fetched.push(one.fetched);
      }
    }
    endorsements.push(...(await keptFor(ports, gathering, there)));
  }
  return { endorsements, problems: [...problems.values()], fetched };
}

/** What nobody supplied, or was supplied only by someone whose copy did not hold. */
function wantedOf(
  { missing, judgedAt, distrust }: Gathering,
  needs: readonly Need[],
  endorsements: readonly SuppliedEndorsement[],
): readonly Need[] {
  const absent = new Set(missing(endorsements, judgedAt).map(needKey));
  const answered = new Set(endorsements.map(({ need }) => needKey(need)));
  return needs.filter((need) => absent.has(needKey(need)) || (distrust.has(need.kind) && !answered.has(needKey(need))));
}

function hostsFor({ sources }: GatherPorts, need: Need): readonly string[] {
  return sources.filter((source) => source.answers(need)).flatMap(({ hosts }) => hosts.map((host) => new URL(host).host));
}

/** Lasting endorsements reveal more to their manufacturer (which chip) and never change. */
const lasts = ({ sources }: GatherPorts, need: Need): boolean =>
  sources.some((source) => source.answers(need) && source.lasts(need));

/** A kept endorsement that has not expired. */
async function usableKept(ports: GatherPorts, { distrust, useCache }: Gathering, need: Need): Promise<KeptEndorsement | null> {
  if (distrust.get(need.kind)?.has('cache') === true || (!useCache && !lasts(ports, need))) return null;
  const kept = await ports.kept.get(needKey(need));
  const now = ports.now();
  return kept !== null && now < kept.expires && now >= kept.fetchedAt ? kept : null;
}

/** Kept copies of what was sent: a site's copy is never the only one when there is another. */
async function keptFor(
  ports: GatherPorts,
  gathering: Gathering,
  needs: readonly Need[],
): Promise<readonly SuppliedEndorsement[]> {
  const kept = await Promise.all(needs.map((need) => usableKept(ports, gathering, need)));
  return kept.flatMap((one) => (one === null ? [] : suppliedBy('cache', [one.endorsement])));
}

async function find(ports: GatherPorts, gathering: Gathering, need: Need): Promise<Found> {
  const just = gathering.before.find(({ record }) => record.key === needKey(need));
  if (just !== undefined) return { endorsement: { ...just.record.endorsement, from: just.from } };
  const kept = await usableKept(ports, gathering, need);
  const fromCache = (one: KeptEndorsement): Found => ({ endorsement: { ...one.endorsement, from: 'cache' } });
  const fresh = kept !== null && ports.now() - kept.fetchedAt < FRESH_FOR_MS;
  // A lasting endorsement is requested again only when a verdict that rests on it failed, and at most once a day.
  if (kept !== null && (fresh || (lasts(ports, need) && gathering.useCache))) return fromCache(kept);

  const asked = await ask(ports, gathering, need);
  if ('endorsement' in asked) return asked;
  return kept === null ? asked : fromCache(kept);
}

/** What nobody publishes comes with the evidence, or not at all. */
const onlyTheSite = (need: Need): Problem => ({
  code: 'endorsement.unavailable',
  fault: 'site',
  remedy: 'ask-the-site',
  facts: { need: need.kind, because: 'no-source' },
});

/** Why this source is not asked; null when it may be. */
async function reasonNotToAsk(
  ports: GatherPorts,
  gathering: Gathering,
  source: EndorsementSource,
  need: Need,
): Promise<Problem | null> {
  const factsOf = (host: string | undefined): Problem['facts'] => ({
    need: need.kind,
    ...(host === undefined ? {} : { host: new URL(host).host }),
  });
  // The request would link the private window to ordinary ones, on the network and in what is kept of the connection.
  if (isKeptApart(ports, gathering))
    return { code: 'endorsement.private-window', fault: 'ours', remedy: 'ordinary-window', facts: factsOf(source.hosts[0]) };
  const hosts = await Promise.all(source.hosts.map(async (host) => ((await ports.mayAsk(host)) ? [] : [host])));
  const [refused] = hosts.flat();
  if (refused === undefined) return null;
  return { code: 'endorsement.not-allowed', fault: 'user', remedy: 'allow-vendor', facts: factsOf(refused) };
}

const isKeptApart = ({ privateApart }: GatherPorts, gathering: Gathering): boolean => gathering.private && !privateApart;

async function ask(ports: GatherPorts, gathering: Gathering, need: Need): Promise<Found> {
  let problem = onlyTheSite(need);
  for (const source of ports.sources) {
    if (!source.answers(need)) continue;
    const reason = await reasonNotToAsk(ports, gathering, source, need);
    if (reason !== null) {
      problem = reason;
      continue;
    }
    const answer = await ports.rateLimit.ask(source, need, gathering.signal, gathering.site);
    if ('endorsement' in answer) {
      const { endorsement, expires } = answer;
      return {
        endorsement: { ...endorsement, from: source.gives },
        fetched: { record: { key: needKey(need), endorsement, fetchedAt: ports.now(), expires }, from: source.gives },
      };
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

/** Keeps what was fetched and found to hold. */
export async function keep(ports: GatherPorts, fetched: readonly JustFetched[]): Promise<void> {
  // A full disk must not cost the user the check itself.
  await Promise.all(fetched.map(({ record }) => ports.kept.put(record).catch(() => undefined)));
}
