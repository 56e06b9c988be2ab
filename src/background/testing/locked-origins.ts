import { instant, toRfc3339, type Instant } from '../../verifier/index.ts';
import { scriptSource, withSession, type PageLock, type ScriptSource } from '../../verifier/protocol/index.ts';
import type { LockedDocument } from '../lock/page-locks.ts';
import { PAGE_LOCKS, type MeasuredCode, type StoredLock } from '../state/page-locks.ts';
import { PINS, type StoredPin } from '../state/pins.ts';
import { recordsOf } from '../state/records.ts';
import { memoryTables } from './memory.ts';
import { playedLocks, playedRules } from './page-rules.ts';

/** The locked origin. */
export const LOCKED = 'https://a.test';
const HOUR = 3_600_000;

/** The page policy `strict` without exceptions (docs/PROTOCOL.md section 9). */
export const NO_RELAXATIONS = { wasm: false, imgNetwork: false, frames: false, connect: [] } as const;

/** The SHA-256 source whose 32 bytes are all this one. */
export const source = (byte: number): ScriptSource => scriptSource('sha256', new Uint8Array(32).fill(byte));

/** A lock at strict to the sources with these numbers. */
export const lockOf = (...bytes: number[]): PageLock => ({
  sources: bytes.map(source).sort(),
  level: 'strict',
  relaxations: NO_RELAXATIONS,
});

const measured = (lock: PageLock | null): string => lock?.sources.join(' ') ?? '';

/** The real locks over simulated rules, records and clock. */
export function lockedOrigins() {
  const tables = memoryTables();
  const rules = playedRules();
  const clock = { now: instant(Date.parse('2026-11-25T08:00:00Z')) };
  const may = { check: true };
  const now = (): Instant => clock.now;
  const date = (): string => toRfc3339(now());
  const pins = recordsOf<StoredPin>(tables, PINS, date);
  const records = recordsOf<StoredLock>(tables, PAGE_LOCKS, date);
  const locks = playedLocks(rules, { now, date, tables, mayCheck: () => may.check });
  const warned = new Set<string>();
  const warnedOf = (code: MeasuredCode): Promise<boolean> => Promise.resolve(warned.has(code.registers['MRENCLAVE'] ?? ''));
  /** Evidence by code measured as these sources. */
  const follow = (lock: PageLock | null, origin = LOCKED, hours = 1, codeKnown = true) => {
    const code = { tee: 'sgx', registers: { MRENCLAVE: measured(lock) } };
    return locks.follow(origin, { lock, at: now(), until: instant(clock.now + hours * HOUR), codeKnown, code }, warnedOf);
  };
  const observe = (document: LockedDocument) => locks.observe(document, warnedOf);
  /** From now on the code that names this is warned about. */
  const warn = (lock: PageLock): void => void warned.add(measured(lock));
  const document = (more: Partial<LockedDocument> = {}): LockedDocument => ({
    origin: LOCKED,
    private: false,
    guard: null,
    named: lockOf(1),
    ...more,
  });
  /** A document whose guard read the policy set by the rule, or this one. */
  const held = async (policy = rules.rules.get(1)?.policy ?? '') =>
    document({ guard: await locks.reported(LOCKED, withSession(policy, await rules.word(LOCKED))) });
  const pass = (hours: number): void => void (clock.now = instant(clock.now + hours * HOUR));
  return { rules, may, pins, records, locks, follow, observe, warn, document, held, pass };
}
