import {
  parseRfc3339,
  unlessMalformed,
  type AttestationResult,
  type Instant,
  type ScriptsObservation,
} from '../../verifier/index.ts';
import { committed, readPageLock, type PageLock, type SiteDocument } from '../../verifier/protocol/index.ts';
import type { GuardReport } from '../lock/guard-report.ts';
import type { CheckRun } from './check-step.ts';
import type { CheckPorts } from './ports.ts';
import { isWarnedOf, measuredIn } from './warned-code.ts';
import type { Visit } from './visit.ts';

/** What a site says about the code of its pages; null if it names none, or in an unreadable way. */
export function namedBy({ binding }: SiteDocument): PageLock | null {
  return binding === null ? null : unlessMalformed(() => readPageLock(committed(binding)), null);
}

/** What is known now of the code that can run in the document of a check. */
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

/** What was known when the document was appraised: its guard may report, and its body arrive, a moment later. */
export type Heard = { guard: GuardReport | null; body: string | null };

/** Was anything reported for this visit since? Then the result covers less than is known now. */
export function spokeSince({ guard, body }: Heard, visit: Pick<Visit, 'guard' | 'signed'>): boolean {
  return guard?.kind !== visit.guard?.kind || body !== (visit.signed?.body ?? null);
}

/**
 * May evidence decide which code runs on its origin's pages? Only genuine evidence bound to that origin: otherwise any
 * interceptor could name code, or none, for a site. What unknown code names is recorded as such (`codeKnown`).
 */
function decides({ tier, vector, findings }: AttestationResult): boolean {
  const passed = (id: string): boolean => findings.some(({ check, outcome }) => check === id && outcome === 'pass');
  const genuine = [vector.hardware, vector.configuration].every((one) => one === 'affirming' || one === 'warning');
  return tier !== 'contraindicated' && genuine && passed('binding.report-data') && passed('binding.origin') && isFresh(findings);
}

/** Made for our nonce, vouched for, or of bounded age: older evidence could restore retired code. */
function isFresh(findings: AttestationResult['findings']): boolean {
  return findings.some(({ check, outcome }) => check === 'freshness.nonce' && (outcome === 'pass' || outcome === 'warn'));
}

/**
 * After a check: holds the origin's pages to the code named by its evidence, and reloads those that loaded under another policy.
 */
export async function followLock(
  ports: CheckPorts,
  { origin, private: isPrivate }: Visit,
  {
    document,
    result,
    sentAt,
  }: { readonly document: SiteDocument; readonly result: AttestationResult; readonly sentAt?: Instant },
): Promise<void> {
  if (origin === null || isPrivate || !decides(result)) return;
  const lock = namedBy(document);
  // Evidence that names code in another release's form names nothing usable.
  if (lock === null && findingOf(result)?.outcome !== 'not-applicable') return;
  const until = parseRfc3339(result.goodUntil, 'goodUntil');
  const codeKnown = result.vector.executables === 'affirming';
  const evidence = { lock, at: sentAt ?? ports.now(), until, codeKnown, code: measuredIn(result) };
  const reload = await ports.locks.follow(origin, evidence, (code) => isWarnedOf(ports, origin, code));
  if (reload) await ports.browser.reloadOrigin(origin);
}

const findingOf = ({ findings }: AttestationResult) => findings.find(({ check }) => check === 'channel.scripts');
