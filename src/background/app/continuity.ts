import { parseRfc3339, toRfc3339, type AttestationResult, type Instant } from '../../verifier/index.ts';
import type { Continuity } from '../api/site-view.ts';
import type { SeenCode, SiteHistory } from '../state/history.ts';
import { codeOf } from './code-of.ts';
import type { Ports } from './ports.ts';

/** A change is shown for a day, so that a second reload does not hide it. */
const CHANGE_SHOWN_MS = 24 * 60 * 60 * 1000;

const sameCode = (a: SeenCode, tee: string, registers: Readonly<Record<string, string>>): boolean =>
  a.tee === tee && JSON.stringify(Object.entries(a.registers).sort()) === JSON.stringify(Object.entries(registers).sort());

/** Is it the same code as last time? Pure. @param reviewed whether a reviewer the user follows named this code */
export function compare(
  before: SiteHistory | null,
  tee: string,
  registers: Readonly<Record<string, string>>,
  reviewed: boolean,
  now: Instant,
): { readonly continuity: Continuity; readonly code: SeenCode; readonly old: SeenCode | null } {
  const at = toRfc3339(now);
  const fresh: SeenCode = { tee, registers, since: at, lastSeen: at };
  if (before === null) return { continuity: { kind: 'first' }, code: fresh, old: null };
  if (!sameCode(before.code, tee, registers)) {
    const continuity = { kind: 'changed', lastSeen: before.code.lastSeen, reviewed } as const;
    return { continuity, code: fresh, old: before.code };
  }
  const code = { ...before.code, lastSeen: at };
  const recent = now - parseRfc3339(code.since, 'since') < CHANGE_SHOWN_MS;
  if (before.before !== null && recent && !reviewed)
    return { continuity: { kind: 'changed', lastSeen: before.before.lastSeen, reviewed }, code, old: before.before };
  return { continuity: { kind: 'same', since: code.since }, code, old: null };
}

/** What earlier visits say about this result. Only reads. */
export async function continuityOf(ports: Ports, origin: string, result: AttestationResult): Promise<Continuity> {
  const registers = codeOf(result);
  if (registers === null || result.tee === null) return { kind: 'first' };
  const before = await ports.history.get(origin);
  return compare(before, result.tee, registers, result.vector.executables === 'affirming', ports.now()).continuity;
}
