import { amdKds } from '../../background/endorsements/amd-kds.ts';
import { intelPcs } from '../../background/endorsements/intel-pcs.ts';
import type { Problem } from '../../background/api/problem.ts';
import {
  endorsementsInAll,
  needKey,
  suppliedBy,
  type Instant,
  type Need,
  type Opening,
  type SuppliedEndorsement,
} from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';

/** What was gathered for one piece of evidence. */
export type Gathered = { readonly endorsements: readonly SuppliedEndorsement[]; readonly problems: readonly Problem[] };

/** Asks a manufacturer; null where it may not be asked. */
export type AskManufacturer = (need: Need) => Promise<SuppliedEndorsement | Problem | null>;

/** One endorsement may name the next. */
const MAX_ROUNDS = 3;

/** What the site sent along, and the manufacturer's answers for the rest, gathered as in the browser. */
export async function gather(opening: Opening, document: SiteDocument, ask: AskManufacturer, now: Instant): Promise<Gathered> {
  if (opening.at === 'malformed') return { endorsements: [], problems: [] };
  const { tee, opened } = opening;
  const endorsements = [...suppliedBy('site', endorsementsInAll(tee, document.endorsements))];
  const problems: Problem[] = [];
  const asked = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const missing = opened.missing(endorsements, now).filter((need) => !asked.has(needKey(need)));
    if (missing.length === 0) break;
    for (const need of missing) asked.add(needKey(need));
    for (const found of await Promise.all(missing.map(ask))) {
      if (found === null) continue;
      if ('need' in found) endorsements.push(found);
      else problems.push(found);
    }
  }
  return { endorsements, problems };
}

/** The browser's own sources, each asked once per run: five visits do not ask a manufacturer five times. */
export function manufacturers(): AskManufacturer {
  const kept = new Map<string, Promise<SuppliedEndorsement | Problem | null>>();
  return (need) => {
    const key = needKey(need);
    const asked = kept.get(key) ?? askOnce(need);
    kept.set(key, asked);
    return asked;
  };
}

/** Nobody is asked: what the site did not send stays missing. */
export const nobody: AskManufacturer = () => Promise.resolve(null);

async function askOnce(need: Need): Promise<SuppliedEndorsement | Problem | null> {
  const source = [intelPcs, amdKds].find((one) => one.answers(need));
  if (source === undefined) return null;
  const found = await source.fetch(need, new AbortController().signal);
  return 'endorsement' in found ? { ...found.endorsement, from: 'manufacturer' } : found;
}
