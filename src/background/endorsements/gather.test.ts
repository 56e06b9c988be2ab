import { describe, expect, it } from 'vitest';
import { instant, needKey } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { DAY, LIST, NEXT, ask, distrusting, endorsement, gatheredAndKept, given, played } from '../testing/gathering.ts';
import { gather, keep } from './gather.ts';

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

  it('takes what the manufacturer says when a day is over, not what it keeps', async () => {
    let byte = 1;
    const world = played((need) => ({ endorsement: endorsement(need, byte), expires: instant(10 * DAY) }));
    await gatheredAndKept(world);
    byte = 2;
    world.now += DAY;
    expect((await gather(world.ports, ask())).endorsements).toEqual(given('manufacturer', 2));
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

  it('asks for what never changes once, and again only when a verdict on it went wrong, once a day', async () => {
    const world = played();
    const [source] = world.ports.sources;
    const other = source === undefined ? [] : [{ ...source, id: 'other', answers: () => false }];
    const sources = [...world.ports.sources.map((one) => ({ ...one, lasts: () => true })), ...other];
    const lasting = { ...world.ports, sources };
    await keep(lasting, (await gather(lasting, ask())).fetched);
    expect((await gather(lasting, ask({ past: 'cache' }))).endorsements).toEqual(given('cache'));
    world.now += 2 * DAY;
    expect((await gather(lasting, ask())).endorsements).toEqual(given('cache'));
    expect((await gather(lasting, ask({ past: 'cache' }))).endorsements).toEqual(given('manufacturer'));
    expect(world.fetch).toHaveBeenCalledTimes(2);
  });

  it('does not take for an answer what the gathering before fetched for something else', async () => {
    const world = played();
    const record = { key: needKey(NEXT), endorsement: endorsement(NEXT), fetchedAt: instant(DAY), expires: instant(2 * DAY) };
    const { endorsements } = await gather(world.ports, ask({ before: [{ record, from: 'manufacturer' }] }));
    expect(endorsements).toEqual(given('manufacturer'));
    expect(world.fetch).toHaveBeenCalledOnce();
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
});
