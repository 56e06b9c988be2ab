import { describe, expect, it, vi } from 'vitest';
import { givenBy, instant, needKey, type Endorsement, type Giver, type Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { ENDORSEMENTS } from '../state/endorsement-store.ts';
import { recordsOf } from '../state/records.ts';
import { memoryTables } from '../testing/memory.ts';
import { NO_DISTRUST, type Distrust } from './distrust.ts';
import { gather, keep, type Gathered, type GatherPorts, type Gathering } from './gather.ts';
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
          gives: 'manufacturer',
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
  needs: () => [LIST],
  missing: (given) => (given.some(({ need }) => needKey(need) === needKey(LIST)) ? [] : [LIST]),
  judgedAt: instant(DAY),
  given: [],
  past: 'nothing',
  distrust: NO_DISTRUST,
  before: [],
  waiting: () => Promise.resolve(),
  site: 'enclave.test',
  signal: new AbortController().signal,
  ...more,
});

const given = (from: Giver, byte?: number) => givenBy(from, [endorsement(LIST, byte)]);
const distrusting = (...from: readonly Giver[]): Distrust => new Map([[LIST.kind, new Set(from)]]);

/** Gathers, and keeps what was fetched: it held. */
async function gatheredAndKept({ ports }: Played, more: Partial<Gathering> = {}): Promise<Gathered> {
  const gathered = await gather(ports, ask(more));
  await keep(ports, gathered.fetched);
  return gathered;
}

describe('gather', () => {
  it('asks nobody for what the site sent along', async () => {
    const { ports, fetch } = played();
    const gathered = await gather(ports, ask({ given: [endorsement(LIST, 9)] }));
    expect(gathered).toEqual({ endorsements: given('site', 9), problems: [], fetched: [] });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('asks the manufacturer once, and takes what it keeps for a day', async () => {
    const world = played();
    expect((await gatheredAndKept(world)).endorsements).toEqual(given('manufacturer'));
    world.now += DAY - 1;
    expect(await gatheredAndKept(world)).toEqual({ endorsements: given('cache'), problems: [], fetched: [] });
    expect(world.fetch).toHaveBeenCalledOnce();
  });

  it('asks again after a day, and makes do with what it keeps when nobody answers, until that expires', async () => {
    let answering = true;
    const dead: Problem = { code: 'net.unreachable', fault: 'network', remedy: 'check-network', facts: { host: 'vendor.test' } };
    const world = played((need) => (answering ? { endorsement: endorsement(need), expires: instant(3 * DAY) } : dead));
    await gatheredAndKept(world);
    answering = false;
    world.now = 2.5 * DAY;
    expect(await gather(world.ports, ask())).toMatchObject({ endorsements: given('cache'), problems: [] });
    expect(world.fetch).toHaveBeenCalledTimes(2);
    world.now = 3 * DAY;
    const after = await gather(world.ports, ask());
    expect(after.endorsements).toEqual([]);
    expect(after.problems[0]).toMatchObject({ code: 'endorsement.unavailable', fault: 'network', remedy: 'check-network' });
  });

  it('passes over what it keeps when that led to a refusal', async () => {
    const world = played();
    await gatheredAndKept(world);
    expect((await gather(world.ports, ask({ past: 'cache' }))).endorsements).toEqual(given('manufacturer'));
    expect(world.fetch).toHaveBeenCalledTimes(2);
  });

  it('keeps nothing by itself: whoever judges knows what holds', async () => {
    const world = played();
    expect((await gather(world.ports, ask())).fetched).toHaveLength(1);
    expect([...world.tables.rows.keys()]).toEqual([]);
  });

  it('compares what the site sent with what is kept, and asks nobody for that', async () => {
    const world = played();
    await gatheredAndKept(world);
    world.fetch.mockClear();
    const { endorsements } = await gather(world.ports, ask({ given: [endorsement(LIST, 9)] }));
    expect(endorsements).toEqual([...given('site', 9), ...given('cache')]);
    world.now += 2 * DAY;
    expect((await gather(world.ports, ask({ given: [endorsement(LIST, 9)] }))).endorsements).toHaveLength(2);
    expect(world.fetch).not.toHaveBeenCalled();
  });

  it('passes over what did not hold, the site’s or its own, and asks the manufacturer', async () => {
    const world = played();
    await gatheredAndKept(world);
    const sent = { given: [endorsement(LIST, 9)] };
    const site = await gather(world.ports, ask({ ...sent, distrust: distrusting('site') }));
    expect(site.endorsements).toEqual(given('cache'));
    expect(world.fetch).toHaveBeenCalledOnce();
    const both = await gather(world.ports, ask({ ...sent, distrust: distrusting('site', 'cache') }));
    expect(both.endorsements).toEqual(given('manufacturer'));
  });

  it('asks nobody where the site’s copy is there and only the kept one did not hold', async () => {
    const world = played();
    await gatheredAndKept(world);
    world.fetch.mockClear();
    const { endorsements } = await gather(world.ports, ask({ given: [endorsement(LIST, 9)], distrust: distrusting('cache') }));
    expect(endorsements).toEqual(given('site', 9));
    expect(world.fetch).not.toHaveBeenCalled();
  });

  it('does not use what it kept at a time that this clock has not reached', async () => {
    const world = played();
    await gatheredAndKept(world);
    world.now -= 1;
    expect((await gather(world.ports, ask())).endorsements).toEqual(given('manufacturer'));
    const sent = { given: [endorsement(LIST, 9)] };
    expect((await gather(world.ports, ask(sent))).endorsements).toEqual(given('site', 9));
  });

  it('compares what never changes with what is kept as well', async () => {
    const world = played();
    const lasting = { ...world.ports, sources: world.ports.sources.map((source) => ({ ...source, lasts: () => true })) };
    await keep(lasting, (await gather(lasting, ask())).fetched);
    const again = await gather(lasting, ask({ given: [endorsement(LIST, 9)] }));
    expect(again.endorsements).toEqual([...given('site', 9), ...given('cache')]);
  });

  it('does not ask twice for what the gathering before fetched', async () => {
    const world = played();
    const { fetched } = await gather(world.ports, ask());
    const again = await gather(world.ports, ask({ before: fetched, past: 'cache' }));
    expect(again).toMatchObject({ endorsements: given('manufacturer'), fetched });
    expect(world.fetch).toHaveBeenCalledOnce();
  });

  it('asks for what only the evidence itself brought, when that did not hold', async () => {
    const { ports } = played();
    const inside = { missing: () => [] };
    expect((await gather(ports, ask(inside))).endorsements).toEqual([]);
    const again = await gather(ports, ask({ ...inside, distrust: distrusting('evidence') }));
    expect(again.endorsements).toEqual(given('manufacturer'));
  });

  it('says of what time the evidence will be judged', async () => {
    const missing = vi.fn<Gathering['missing']>(() => []);
    await gather(played().ports, ask({ missing, judgedAt: instant(7) }));
    expect(missing.mock.calls.map(([, now]) => now)).toEqual([7]);
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
    const { problems } = await gather(
      ports,
      ask({ needs: () => [{ kind: 'other.thing' }], missing: () => [{ kind: 'other.thing' }] }),
    );
    expect(problems.map(({ code }) => code)).toEqual(['endorsement.unavailable']);
  });

  it('follows what one answer names next, and stops after three rounds', async () => {
    const { ports, fetch } = played();
    const names = (given: readonly Endorsement[]): readonly Need[] =>
      given.length === 0 ? [LIST] : given.length === 1 ? [NEXT] : [];
    expect((await gather(ports, ask({ needs: names, missing: names }))).endorsements).toHaveLength(2);
    fetch.mockClear();
    const endless = (given: readonly Endorsement[]): readonly Need[] => [{ kind: 'test.more', number: String(given.length) }];
    expect((await gather(ports, ask({ needs: endless, missing: endless }))).endorsements).toHaveLength(3);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it('does not ask twice for what failed in the same gathering', async () => {
    const { ports, fetch } = played(() => ({ code: 'net.status', fault: 'vendor', remedy: 'retry', facts: { status: 500 } }));
    await gather(ports, ask({ needs: () => [LIST, LIST], missing: () => [LIST, LIST] }));
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
    expect((await gather(world.ports, ask())).endorsements).toEqual(given('manufacturer'));
    expect([...world.tables.rows.keys()].some((key) => key.startsWith('set-aside '))).toBe(true);
  });
});
