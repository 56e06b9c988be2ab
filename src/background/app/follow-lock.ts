import { parseRfc3339, unlessMalformed, type AttestationResult, type ScriptsObservation } from '../../verifier/index.ts';
import { committed, readPageLock, type PageLock, type SiteDocument } from '../../verifier/protocol/index.ts';
import type { GuardReport } from '../lock/guard-report.ts';
import type { CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import { isWarnedOf, measuredIn } from './warned-code.ts';
import type { Visit } from './visit.ts';

/** What a site says of the code of its pages; null for one that names none, or names it in a way that is not read. */
export function namedBy({ binding }: SiteDocument): PageLock | null {
  return binding === null ? null : unlessMalformed(() => readPageLock(committed(binding)), null);
}

/** What is known, at this moment, of the code that can run in the document of a check. */
export async function observeScripts(
  ports: CheckPorts,
  { tabId, id }: Pick<CheckRun, 'tabId' | 'id'>,
  document: SiteDocument,
  heard: Heard,
): Promise<ScriptsObservation> {
  const { visits, locks } = ports;
  const visit = await visits.read(tabId);
  heard.guard = visit?.guard ?? null;
  if (visit?.id !== id || visit.origin === null) return { kind: 'unguarded', because: 'guard-silent' };
  const { origin, private: isPrivate, guard } = visit;
  return await locks.observe({ origin, private: isPrivate, guard, named: namedBy(document) }, (code) =>
    isWarnedOf(ports, origin, code),
  );
}

/** What was known when the document was appraised: its guard may speak, and its body come, a moment later. */
export type Heard = { guard: GuardReport | null; body: string | null };

/** Was something heard of this visit since? Then the result is about less than is known. */
export function spokeSince({ guard, body }: Heard, visit: Pick<Visit, 'guard' | 'signed'>): boolean {
  return guard?.kind !== visit.guard?.kind || body !== (visit.signed?.body ?? null);
}

/**
 * May evidence decide which code runs on its origin's pages? Only such as was found genuine and bound to that origin: anybody
 * in between could otherwise name code, or none, for a site. What code that nobody knows names is
 * remembered as that (`codeKnown`).
 */
function decides({ tier, vector, findings }: AttestationResult): boolean {
  const passed = (id: string): boolean => findings.some(({ check, outcome }) => check === id && outcome === 'pass');
  const genuine = [vector.hardware, vector.configuration].every((one) => one === 'affirming' || one === 'warning');
  return tier !== 'contraindicated' && genuine && passed('binding.report-data') && passed('binding.origin') && isFresh(findings);
}

/** Made for our nonce, vouched for, or of a bounded age: older evidence could bring back code that was given up. */
function isFresh(findings: AttestationResult['findings']): boolean {
  return findings.some(({ check, outcome }) => check === 'freshness.nonce' && (outcome === 'pass' || outcome === 'warn'));
}

/** After a check: holds the origin's pages to the code that its evidence names, and loads again what came under something else. */
export async function followLock(
  ports: CheckPorts,
  { origin, private: isPrivate }: Visit,
  document: SiteDocument,
  result: AttestationResult,
): Promise<void> {
  if (origin === null || isPrivate || !decides(result)) return;
  const lock = namedBy(document);
  // Evidence that names code in a form of another release says nothing that could be followed.
  if (lock === null && findingOf(result)?.outcome !== 'not-applicable') return;
  const until = parseRfc3339(result.goodUntil, 'goodUntil');
  const codeKnown = result.vector.executables === 'affirming';
  const reload = await ports.locks.follow(origin, { lock, until, codeKnown, code: measuredIn(result) }, (code) =>
    isWarnedOf(ports, origin, code),
  );
  if (reload) await ports.browser.reloadOrigin(origin);
}

const findingOf = ({ findings }: AttestationResult) => findings.find(({ check }) => check === 'channel.scripts');
