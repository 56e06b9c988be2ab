import { describe, expect, it } from 'vitest';
import { instant, needKey } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { DAY, LIST, NEXT, ask, distrusting, endorsement, gatheredAndKept, supplied, played } from '../testing/gathering.ts';
import { gather, keep } from './gather.ts';

describe('gather', () => {
  it('asks nobody for what the site sent along', async () => {
    const { ports, fetch } = played();
    const gathered = await gather(ports, ask({ supplied: [endorsement(LIST, 9)] }));
    expect(gathered).toEqual({ endorsements: supplied('site', 9), problems: [], fetched: [] });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('asks the manufacturer once, and uses what it keeps for a day', async () => {
    const run = played();
    expect((await gatheredAndKept(run)).endorsements).toEqual(supplied('manufacturer'));
    run.now += DAY - 1;
    expect(await gatheredAndKept(run)).toEqual({ endorsements: supplied('cache'), problems: [], fetched: [] });
    expect(run.fetch).toHaveBeenCalledOnce();
  });

  it('asks again after a day and, when nobody answers, makes do with what it keeps until that expires', async () => {
    let answering = true;
    const dead: Problem = { code: 'net.unreachable', fault: 'network', remedy: 'check-network', facts: { host: 'vendor.test' } };
    const run = played((need) => (answering ? { endorsement: endorsement(need), expires: instant(3 * DAY) } : dead));
    await gatheredAndKept(run);
    answering = false;
    run.now = 2.5 * DAY;
    expect(await gather(run.ports, ask())).toMatchObject({ endorsements: supplied('cache'), problems: [] });
    expect(run.fetch).toHaveBeenCalledTimes(2);
    run.now = 3 * DAY;
    const after = await gather(run.ports, ask());
    expect(after.endorsements).toEqual([]);
    expect(after.problems[0]).toMatchObject({ code: 'endorsement.unavailable', fault: 'network', remedy: 'check-network' });
  });

  it('uses the manufacturer’s answer when a day has passed, not what it keeps', async () => {
    let byte = 1;
    const run = played((need) => ({ endorsement: endorsement(need, byte), expires: instant(10 * DAY) }));
    await gatheredAndKept(run);
    byte = 2;
    run.now += DAY;
    expect((await gather(run.ports, ask())).endorsements).toEqual(supplied('manufacturer', 2));
  });

  it('skips what it keeps when that led to a refusal', async () => {
    const run = played();
    await gatheredAndKept(run);
    expect((await gather(run.ports, ask({ useCache: false }))).endorsements).toEqual(supplied('manufacturer'));
    expect(run.fetch).toHaveBeenCalledTimes(2);
  });

  it('keeps nothing by itself: its caller knows what holds', async () => {
    const run = played();
    expect((await gather(run.ports, ask())).fetched).toHaveLength(1);
    expect([...run.tables.rows.keys()]).toEqual([]);
  });

  it('compares what the site sent with what is kept, and asks nobody for that', async () => {
    const run = played();
    await gatheredAndKept(run);
    run.fetch.mockClear();
    const { endorsements } = await gather(run.ports, ask({ supplied: [endorsement(LIST, 9)] }));
    expect(endorsements).toEqual([...supplied('site', 9), ...supplied('cache')]);
    run.now += 2 * DAY;
    expect((await gather(run.ports, ask({ supplied: [endorsement(LIST, 9)] }))).endorsements).toHaveLength(2);
    expect(run.fetch).not.toHaveBeenCalled();
  });

  it('skips what did not hold, the site’s or its own, and asks the manufacturer', async () => {
    const run = played();
    await gatheredAndKept(run);
    const sent = { supplied: [endorsement(LIST, 9)] };
    const site = await gather(run.ports, ask({ ...sent, distrust: distrusting('site') }));
    expect(site.endorsements).toEqual(supplied('cache'));
    expect(run.fetch).toHaveBeenCalledOnce();
    const both = await gather(run.ports, ask({ ...sent, distrust: distrusting('site', 'cache') }));
    expect(both.endorsements).toEqual(supplied('manufacturer'));
  });

  it('asks nobody where the site’s copy is there and only the kept one did not hold', async () => {
    const run = played();
    await gatheredAndKept(run);
    run.fetch.mockClear();
    const { endorsements } = await gather(run.ports, ask({ supplied: [endorsement(LIST, 9)], distrust: distrusting('cache') }));
    expect(endorsements).toEqual(supplied('site', 9));
    expect(run.fetch).not.toHaveBeenCalled();
  });

  it('does not use what it kept at a time that this clock has not reached', async () => {
    const run = played();
    await gatheredAndKept(run);
    run.now -= 1;
    expect((await gather(run.ports, ask())).endorsements).toEqual(supplied('manufacturer'));
    const sent = { supplied: [endorsement(LIST, 9)] };
    expect((await gather(run.ports, ask(sent))).endorsements).toEqual(supplied('site', 9));
  });

  it('compares what never changes with what is kept as well', async () => {
    const run = played();
    const lasting = {
      ...run.ports,
      sources: run.ports.sources.map((source) => ({ ...source, lasts: () => true })),
    };
    await keep(lasting, (await gather(lasting, ask())).fetched);
    const again = await gather(lasting, ask({ supplied: [endorsement(LIST, 9)] }));
    expect(again.endorsements).toEqual([...supplied('site', 9), ...supplied('cache')]);
  });

  it('requests what never changes once, and again only when a verdict on it failed, once a day', async () => {
    const run = played();
    const [source] = run.ports.sources;
    const other = source === undefined ? [] : [{ ...source, id: 'other', answers: () => false }];
    const sources = [...run.ports.sources.map((one) => ({ ...one, lasts: () => true })), ...other];
    const lasting = { ...run.ports, sources };
    await keep(lasting, (await gather(lasting, ask())).fetched);
    expect((await gather(lasting, ask({ useCache: false }))).endorsements).toEqual(supplied('cache'));
    run.now += 2 * DAY;
    expect((await gather(lasting, ask())).endorsements).toEqual(supplied('cache'));
    expect((await gather(lasting, ask({ useCache: false }))).endorsements).toEqual(supplied('manufacturer'));
    expect(run.fetch).toHaveBeenCalledTimes(2);
  });

  it('does not mistake what the previous gathering fetched for an answer to something else', async () => {
    const run = played();
    const record = { key: needKey(NEXT), endorsement: endorsement(NEXT), fetchedAt: instant(DAY), expires: instant(2 * DAY) };
    const { endorsements } = await gather(run.ports, ask({ before: [{ record, from: 'manufacturer' }] }));
    expect(endorsements).toEqual(supplied('manufacturer'));
    expect(run.fetch).toHaveBeenCalledOnce();
  });

  it('does not request again what the previous gathering fetched', async () => {
    const run = played();
    const { fetched } = await gather(run.ports, ask());
    const again = await gather(run.ports, ask({ before: fetched, useCache: false }));
    expect(again).toMatchObject({ endorsements: supplied('manufacturer'), fetched });
    expect(run.fetch).toHaveBeenCalledOnce();
  });

  it('requests what only the evidence itself brought, when that did not hold', async () => {
    const { ports } = played();
    const inside = { missing: () => [] };
    expect((await gather(ports, ask(inside))).endorsements).toEqual([]);
    const again = await gather(ports, ask({ ...inside, distrust: distrusting('evidence') }));
    expect(again.endorsements).toEqual(supplied('manufacturer'));
  });
});
