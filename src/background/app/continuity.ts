import { anyTees, parseRfc3339, toRfc3339, type AttestationResult, type Instant } from '../../verifier/index.ts';
import type { Badge } from '../api/badge.ts';
import type { Continuity } from '../api/site-view.ts';
import type { SeenCode, SiteHistory, StoredPin } from '../state/history.ts';
import type { Ports } from './ports.ts';

/** A change is shown for a day, so that a second reload does not make it disappear. */
const CHANGE_SHOWN_MS = 24 * 60 * 60 * 1000;
/** Good days after which the disappearance of evidence becomes a warning. */
const SOFT_PIN_AFTER_DAYS = 3;

/**
 * The registers that identify the code of this result: the first of the TEE's sets that is complete, and what was loaded
 * after the start. Where an event log explains that, the registers that it states: they are the same on every machine of
 * a site, and RTMR3 is not. Null when no set is complete.
 */
export function codeOf({ tee, claims }: AttestationResult): Readonly<Record<string, string>> | null {
  if (claims === null) return null;
  const values = new Map(claims.measurements.map(({ register, value }) => [register, value]));
  const sets = claims.codeRegisters ?? anyTees.find(({ id }) => id === tee)?.codeRegisters ?? [];
  const set = sets.find((registers) => registers.every((register) => values.has(register)));
  if (set === undefined) return null;
  const later = claims.runTime.flatMap(
    ({ register }) => claims.explained.find((one) => one.register === register)?.as ?? [register],
  );
  return Object.fromEntries([...set, ...later].map((register) => [register, values.get(register) ?? '']));
}

const sameCode = (a: SeenCode, tee: string, registers: Readonly<Record<string, string>>): boolean =>
  a.tee === tee && JSON.stringify(Object.entries(a.registers).sort()) === JSON.stringify(Object.entries(registers).sort());

/** Same code as last time? Pure. @param reviewed somebody whom the user follows named this code */
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

/** What earlier visits say about this result. Reads only. */
export async function continuityOf(ports: Ports, origin: string, result: AttestationResult): Promise<Continuity> {
  const registers = codeOf(result);
  if (registers === null || result.tee === null) return { kind: 'first' };
  const before = await ports.history.get(origin);
  return compare(before, result.tee, registers, result.vector.executables === 'affirming', ports.now()).continuity;
}

/**
 * Remembers an authentic result: that this origin attests, with which code, and on how many days it went well, after
 * which its disappearance is worth a warning. Never called for private windows.
 */
export async function recordVisit(ports: Ports, origin: string, result: AttestationResult, badge: Badge): Promise<void> {
  const registers = codeOf(result);
  if (registers === null || result.tee === null || badge === 'failed') return;
  // Under a test anchor or another clock nothing was seen of the site that counts later, when those are gone.
  if (result.simulated.length > 0) return;
  const now = ports.now();
  const before = await ports.history.get(origin);
  const { code, old } = compare(before, result.tee, registers, result.vector.executables === 'affirming', now);
  const day = toRfc3339(now).slice(0, 10);
  const good = badge === 'verified' || badge === 'unbound';
  const goodDays = (before?.goodDays ?? 0) + (good && before?.lastGoodDay !== day ? 1 : 0);
  await ports.history.put({ origin, code, before: old, goodDays, lastGoodDay: good ? day : (before?.lastGoodDay ?? null) });
  const pin = await ports.pins.get(origin);
  const next = pinAfter(pin, origin, goodDays, toRfc3339(now));
  if (next !== pin) await ports.pins.put(next);
}

/** Attested before: at first nothing more than that; a warning after some good days, unless the user chose otherwise. */
export function pinAfter(pin: StoredPin | null, origin: string, goodDays: number, now: string): StoredPin {
  if (pin === null) return { origin, pin: goodDays >= SOFT_PIN_AFTER_DAYS ? 'soft' : 'off', since: now, chosen: false };
  return pin.pin === 'off' && !pin.chosen && goodDays >= SOFT_PIN_AFTER_DAYS ? { ...pin, pin: 'soft' } : pin;
}
