import { describe, expect, it, vi } from 'vitest';
import { instant, needKey, type Endorsement, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { ENDORSEMENTS } from '../state/endorsement-store.ts';
import { recordsOf } from '../state/records.ts';
import { memoryTables } from '../testing/memory.ts';
import { gather, type GatherPorts, type Gathering } from './gather.ts';
import { restraint } from './restraint.ts';
import type { EndorsementSource, Fetched } from './source.ts';

const DAY = 24 * 60 * 60 * 1000;
const LIST: Need = { kind: 'test.list', ca: 'one' };
const NEXT: Need = { kind: 'test.next' };
const endorsement = (need: Need, byte = 1): Endorsement => ({ need, bytes: Uint8Array.of(byte) });

type Played = {
  readonly ports: GatherPorts;
  readonly fetch: ReturnType<typeof vi.fn<EndorsementSource['fetch']>>;
  readonly tables: ReturnType<typeof memoryTables>;
  now: number;
  allowed: boolean;
};

function played(
  answer: (need: Need) => Fetched | Problem = (need) => ({ endorsement: endorsement(need), expires: instant(10 * DAY) }),
): Played {
  const tables = memoryTables();
  const fetch = vi.fn<EndorsementSource['fetch']>((need) => Promise.resolve(answer(need)));
  const now = () => instant(world.now);
  const world: Played = {
    tables,
    fetch,
    now: DAY,
    allowed: true,
    ports: {
      sources: [
        {
          id: 'test',
          hosts: ['https://vendor.test'],
          reveals: 'nothing',
          answers: ({ kind }) => kind.startsWith('test.'),
          lasts: () => false,
          fetch,
        },
      ],
      kept: recordsOf(tables, ENDORSEMENTS, () => '2026-11-25T00:00:00.000Z'),
      restraint: restraint(now, { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }),
      mayAsk: () => Promise.resolve(world.allowed),
      now,
    },
  };
  return world;
}

const ask = (more: Partial<Gathering> = {}): Gathering => ({
  missing: (given) => (given.some(({ need }) => needKey(need) === needKey(LIST)) ? [] : [LIST]),
  given: [],
  past: 'nothing',
  keep: true,
  waiting: () => Promise.resolve(),
  site: 'enclave.test',
  signal: new AbortController().signal,
  ...more,
});

describe('gather', () => {
  it('asks nobody for what the site sent along', async () => {
    const { ports, fetch } = played();
    const sent = endorsement(LIST, 9);
    expect(await gather(ports, ask({ given: [sent] }))).toEqual({ endorsements: [sent], problems: [], usedKept: false });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('asks the manufacturer once, and takes what it keeps for a day', async () => {
    const world = played();
    expect((await gather(world.ports, ask())).endorsements).toEqual([endorsement(LIST)]);
    world.now += DAY - 1;
    const again = await gather(world.ports, ask());
    expect(again).toMatchObject({ usedKept: true, problems: [] });
    expect(again.endorsements).toEqual([endorsement(LIST)]);
    expect(world.fetch).toHaveBeenCalledOnce();
  });

  it('asks again after a day, and makes do with what it keeps when nobody answers, until that expires', async () => {
    let answering = true;
    const dead: Problem = { code: 'net.unreachable', fault: 'network', remedy: 'check-network', facts: { host: 'vendor.test' } };
    const world = played((need) => (answering ? { endorsement: endorsement(need), expires: instant(3 * DAY) } : dead));
    await gather(world.ports, ask());
    answering = false;
    world.now = 2.5 * DAY;
    expect(await gather(world.ports, ask())).toMatchObject({ usedKept: true, problems: [] });
    expect(world.fetch).toHaveBeenCalledTimes(2);
    world.now = 3 * DAY;
    const after = await gather(world.ports, ask());
    expect(after.endorsements).toEqual([]);
    expect(after.problems[0]).toMatchObject({ code: 'endorsement.unavailable', fault: 'network', remedy: 'check-network' });
  });

  it('passes over what it keeps when that led to a refusal', async () => {
    const world = played();
    await gather(world.ports, ask());
    expect(await gather(world.ports, ask({ past: 'cache' }))).toMatchObject({ usedKept: false });
    expect(world.fetch).toHaveBeenCalledTimes(2);
  });

  it('keeps nothing of a private window', async () => {
    const world = played();
    await gather(world.ports, ask({ keep: false }));
    expect([...world.tables.rows.keys()]).toEqual([]);
  });

  it('asks nobody without leave, and says whom', async () => {
    const world = played();
    world.allowed = false;
    const { problems, endorsements } = await gather(world.ports, ask());
    expect(endorsements).toEqual([]);
    expect(problems).toEqual([
      {
        code: 'endorsement.not-allowed',
        fault: 'user',
        remedy: 'allow-vendor',
        facts: { need: 'test.list', host: 'vendor.test' },
      },
    ]);
    expect(world.fetch).not.toHaveBeenCalled();
  });

  it('says that nobody can be asked for what no source answers', async () => {
    const { ports } = played();
    const { problems } = await gather(ports, ask({ missing: () => [{ kind: 'other.thing' }] }));
    expect(problems.map(({ code }) => code)).toEqual(['endorsement.unavailable']);
  });

  it('follows what one answer names next, and stops after three rounds', async () => {
    const { ports, fetch } = played();
    const names = (given: readonly Endorsement[]): readonly Need[] =>
      given.length === 0 ? [LIST] : given.length === 1 ? [NEXT] : [];
    expect((await gather(ports, ask({ missing: names }))).endorsements).toHaveLength(2);
    fetch.mockClear();
    const endless = (given: readonly Endorsement[]): readonly Need[] => [{ kind: 'test.more', number: String(given.length) }];
    expect((await gather(ports, ask({ missing: endless }))).endorsements).toHaveLength(3);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it('does not ask twice for what failed in the same gathering', async () => {
    const { ports, fetch } = played(() => ({ code: 'net.status', fault: 'vendor', remedy: 'retry', facts: { status: 500 } }));
    await gather(ports, ask({ missing: () => [LIST, LIST] }));
    expect(fetch.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('tells whom it waits for, before it waits', async () => {
    const waiting = vi.fn<Gathering['waiting']>(() => Promise.resolve());
    await gather(played().ports, ask({ waiting }));
    expect(waiting).toHaveBeenCalledWith(['vendor.test']);
  });

  it('sets a kept record that cannot be read aside and asks instead', async () => {
    const world = played();
    world.tables.rows.set(`endorsements ${needKey(LIST)}`, { key: needKey(LIST), endorsement: { need: LIST, bytes: 'text' } });
    expect((await gather(world.ports, ask())).endorsements).toEqual([endorsement(LIST)]);
    expect([...world.tables.rows.keys()].some((key) => key.startsWith('set-aside '))).toBe(true);
  });
});
