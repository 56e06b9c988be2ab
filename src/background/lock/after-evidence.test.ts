import { describe, expect, it } from 'vitest';
import { instant, toRfc3339 } from '../../verifier/index.ts';
import { MAX_SCRIPT_SOURCES, scriptSource, type PageLock } from '../../verifier/protocol/index.ts';
import { MAX_NAMED, type MeasuredCode, type NamedSources } from '../state/page-locks.ts';
import { lockOf, NO_RELAXATIONS, source } from '../testing/locked-origins.ts';
import { afterEvidence, sameLock, withoutWarned } from './after-evidence.ts';

const NOW = instant(Date.parse('2026-11-25T08:00:00Z'));
const LATER = instant(NOW + 1);

const code = (byte: number): MeasuredCode => ({ tee: 'sgx', registers: { MRENCLAVE: String(byte) } });
const named = (byte: number, more: Partial<NamedSources> = {}): NamedSources => ({
  sources: [source(byte)],
  until: toRfc3339(instant(NOW + 1000)),
  codeKnown: true,
  code: code(byte),
  ...more,
});

/** The lock after evidence of code that names these, next to earlier evidence. */
const after = (lock: PageLock, before: readonly NamedSources[], codeKnown = true) =>
  afterEvidence({ named: before }, { lock, at: NOW, until: LATER, codeKnown, code: code(1) }, NOW);
const numbered = (from: number, count: number): PageLock['sources'] =>
  Array.from({ length: count }, (_, at) =>
    scriptSource('sha256', new Uint8Array(32).fill((from + at) % 256).fill((from + at) >> 8, 31)),
  ).sort();

describe('a lock after new evidence', () => {
  it('is the lock that it names, with when and by whom', () => {
    expect(after(lockOf(1), [])).toEqual({
      lock: lockOf(1),
      named: [{ sources: [source(1)], until: toRfc3339(LATER), codeKnown: true, code: code(1) }],
      lastUsed: toRfc3339(NOW),
    });
  });

  it('no longer counts evidence that expires at this very moment', () => {
    expect(after(lockOf(1), [named(2, { until: toRfc3339(NOW) }), named(3)]).lock).toEqual(lockOf(1, 3));
  });

  it('counts sources that the same code named before once', () => {
    expect(after(lockOf(1), [named(1), named(2)]).named.map(({ sources }) => sources)).toEqual([[source(1)], [source(2)]]);
  });

  it('counts only the newest evidence, and as many before it as fit in a record', () => {
    const { lock } = after(
      lockOf(1),
      [2, 3, 4, 5].map((byte) => named(byte)),
    );
    expect(lock).toEqual(lockOf(1, 2, 3, 4));
    expect(lock.sources).toHaveLength(MAX_NAMED);
  });

  it('keeps sources named by unknown code next to those of unknown code only', () => {
    const unknown = named(2, { codeKnown: false });
    expect(after(lockOf(1), [unknown], false).lock).toEqual(lockOf(1, 2));
    expect(after(lockOf(1), [unknown], true).lock).toEqual(lockOf(1));
    expect(after(lockOf(1), [named(2)], false).lock).toEqual(lockOf(1, 2));
  });

  it('holds as many sources as fit in a header, each counted once', () => {
    const [first, second, more] = [numbered(0, 150), numbered(100, 100), numbered(100, 101)];
    const lock = (sources: PageLock['sources']): PageLock => ({ ...lockOf(), sources });
    expect(after(lock(first), [named(0, { sources: second })]).lock.sources).toEqual(numbered(0, MAX_SCRIPT_SOURCES));
    expect(after(lock(first), [named(0, { sources: more })]).lock.sources).toEqual(first);
    const [few, last] = [numbered(300, 20), numbered(400, 100)];
    const sources = [few, last].map((one) => named(0, { sources: one }));
    expect(after(lock(first), sources).lock.sources).toEqual([...first, ...few].sort());
  });
});

describe('sources named by code', () => {
  it('are dropped where that code is warned about, and kept where nobody knows which code it was', async () => {
    const warnedOf = ({ registers }: MeasuredCode): Promise<boolean> => Promise.resolve(registers['MRENCLAVE'] === '2');
    const all = [named(1), named(2), named(3, { code: null })];
    expect(await withoutWarned(all, warnedOf)).toEqual([all[0], all[2]]);
  });
});

describe('two locks', () => {
  const lock: PageLock = lockOf(1);
  const relaxed = (more: Partial<PageLock['relaxations']>): PageLock => ({
    ...lock,
    relaxations: { ...NO_RELAXATIONS, ...more },
  });

  it('are the same if they enforce the same, in whatever order their record was written', () => {
    const { wasm, imgNetwork, frames, connect } = lock.relaxations;
    expect(sameLock(lock, { relaxations: { connect, frames, imgNetwork, wasm }, level: lock.level, sources: lock.sources })).toBe(
      true,
    );
  });

  it.each<[string, PageLock]>([
    ['sources', lockOf(2)],
    ['level', { ...lock, level: 'scripts' }],
    ['WebAssembly', relaxed({ wasm: true })],
    ['pictures', relaxed({ imgNetwork: true })],
    ['frames', relaxed({ frames: true })],
    ['origins to connect to', relaxed({ connect: ['https://b.test'] as unknown as PageLock['relaxations']['connect'] })],
  ])('differ in their %s', (_, other) => {
    expect(sameLock(lock, other)).toBe(false);
  });
});
