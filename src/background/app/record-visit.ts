import { toRfc3339, type AttestationResult } from '../../verifier/index.ts';
import type { Badge } from '../api/badge.ts';
import type { StoredPin } from '../state/pins.ts';
import { codeOf } from './code-of.ts';
import { compare } from './continuity.ts';
import type { Ports } from './ports.ts';

/** The number of good days after which missing evidence becomes a warning. */
const SOFT_PIN_AFTER_DAYS = 3;

/** A site, and the form in which it attested. */
export type AttestedSite = Pick<StoredPin, 'origin' | 'adapter'>;

/**
 * Records an authentic result: that this origin attests, with which code, and on how many days it went well; after enough of
 * them, missing evidence is a warning. Never called for private windows.
 */
export async function recordVisit(
  ports: Ports,
  { origin, adapter }: AttestedSite,
  result: AttestationResult,
  badge: Badge,
): Promise<void> {
  const registers = codeOf(result);
  if (registers === null || result.tee === null || badge === 'failed') return;
  // Results under a test anchor or another clock must not count once those are gone.
  if (result.simulated.length > 0) return;
  const now = ports.now();
  const before = await ports.history.get(origin);
  const { code, old } = compare(before, result.tee, registers, result.vector.executables === 'affirming', now);
  const day = toRfc3339(now).slice(0, 10);
  const good = badge === 'verified' || badge === 'unbound';
  const goodDays = (before?.goodDays ?? 0) + (good && before?.lastGoodDay !== day ? 1 : 0);
  await ports.history.put({ origin, code, before: old, goodDays, lastGoodDay: good ? day : (before?.lastGoodDay ?? null) });
  const pin = await ports.pins.get(origin);
  const next = pinAfter(pin, { origin, adapter }, goodDays, toRfc3339(now));
  if (next !== pin) await ports.pins.put(next);
}

/** At first only "attested before"; a warning after some good days, unless the user chose otherwise. */
export function pinAfter(pin: StoredPin | null, site: AttestedSite, goodDays: number, now: string): StoredPin {
  if (pin === null) return { ...site, pin: goodDays >= SOFT_PIN_AFTER_DAYS ? 'soft' : 'off', since: now, chosen: false };
  const same = pin.adapter === site.adapter ? pin : { ...pin, adapter: site.adapter };
  return same.pin === 'off' && !same.chosen && goodDays >= SOFT_PIN_AFTER_DAYS ? { ...same, pin: 'soft' } : same;
}
