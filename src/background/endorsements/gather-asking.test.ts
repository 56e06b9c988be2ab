// Covers: gather.ts
import { describe, expect, it, vi } from 'vitest';
import { instant, needKey, type Endorsement, type Need } from '../../verifier/index.ts';
import { LIST, NEXT, ask, gatheredAndKept, supplied, played } from '../testing/gathering.ts';
import { gather, type Gathering } from './gather.ts';

describe('who is asked', () => {
  it('says as of which time the evidence will be appraised', async () => {
    const missing = vi.fn<Gathering['missing']>(() => []);
    await gather(played().ports, ask({ missing, judgedAt: instant(7) }));
    expect(missing.mock.calls.map(([, now]) => now)).toEqual([7]);
  });

  it('asks nobody without permission, and says whom it would have asked', async () => {
    const run = played();
    run.allowed = false;
    const { problems, endorsements } = await gather(run.ports, ask());
    expect(endorsements).toEqual([]);
    expect(problems).toEqual([
      {
        code: 'endorsement.not-allowed',
        fault: 'user',
        remedy: 'allow-vendor',
        facts: { need: 'test.list', host: 'vendor.test' },
      },
    ]);
    expect(run.fetch).not.toHaveBeenCalled();
  });

  it('says that only the site can send what no source answers', async () => {
    const { ports } = played();
    const { problems } = await gather(
      ports,
      ask({ needs: () => [{ kind: 'other.thing' }], missing: () => [{ kind: 'other.thing' }] }),
    );
    const facts = { need: 'other.thing', because: 'no-source' };
    expect(problems).toEqual([{ code: 'endorsement.unavailable', fault: 'site', remedy: 'ask-the-site', facts }]);
  });

  it('asks nobody for a private window over shared connections, and says so', async () => {
    const { ports, fetch } = played();
    const waiting = vi.fn<Gathering['waiting']>(() => Promise.resolve());
    const { problems, endorsements } = await gather({ ...ports, privateApart: false }, ask({ private: true, waiting }));
    expect(endorsements).toEqual([]);
    const facts = { need: 'test.list', host: 'vendor.test' };
    expect(problems).toEqual([{ code: 'endorsement.private-window', fault: 'ours', remedy: 'ordinary-window', facts }]);
    expect(fetch).not.toHaveBeenCalled();
    expect(waiting).not.toHaveBeenCalled();
  });

  it.each([
    ['a private window whose connections are its own', true, true],
    ['an ordinary window', false, false],
  ])('asks for %s', async (_, isPrivate, privateApart) => {
    const { ports, fetch } = played();
    expect((await gather({ ...ports, privateApart }, ask({ private: isPrivate }))).problems).toEqual([]);
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('uses for a private window what an ordinary one has kept', async () => {
    const run = played();
    await gatheredAndKept(run);
    const again = await gather({ ...run.ports, privateApart: false }, ask({ private: true }));
    expect(again).toEqual({ endorsements: supplied('cache'), problems: [], fetched: [] });
    expect(run.fetch).toHaveBeenCalledOnce();
  });

  it('follows what one answer names next, and stops after three rounds', async () => {
    const { ports, fetch } = played();
    const names = (supplied: readonly Endorsement[]): readonly Need[] =>
      supplied.length === 0 ? [LIST] : supplied.length === 1 ? [NEXT] : [];
    expect((await gather(ports, ask({ needs: names, missing: names }))).endorsements).toHaveLength(2);
    fetch.mockClear();
    const endless = (supplied: readonly Endorsement[]): readonly Need[] => [
      { kind: 'test.more', number: String(supplied.length) },
    ];
    expect((await gather(ports, ask({ needs: endless, missing: endless }))).endorsements).toHaveLength(3);
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it('does not repeat a request that failed in the same gathering', async () => {
    const { ports, fetch } = played(() => ({ code: 'net.status', fault: 'vendor', remedy: 'retry', facts: { status: 500 } }));
    await gather(ports, ask({ needs: () => [LIST, LIST], missing: () => [LIST, LIST] }));
    expect(fetch.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('says whose fault it is that something is unavailable, and what it was', async () => {
    const { ports } = played(() => ({ code: 'net.status', fault: 'vendor', remedy: 'check-clock', facts: { status: 500 } }));
    const facts = { status: 500, need: 'test.list', because: 'net.status' };
    const { problems } = await gather(ports, ask());
    expect(problems).toEqual([{ code: 'endorsement.unavailable', fault: 'vendor', remedy: 'retry', facts }]);
  });

  it('reports whom it waits for, before it waits', async () => {
    const waiting = vi.fn<Gathering['waiting']>(() => Promise.resolve());
    const { ports } = played();
    const [source] = ports.sources;
    const other = source === undefined ? [] : [{ ...source, hosts: ['https://other.test'], answers: () => false }];
    await gather({ ...ports, sources: [...ports.sources, ...other] }, ask({ waiting }));
    expect(waiting.mock.calls).toEqual([[['vendor.test']]]);
  });

  it('waits for nobody where nothing is missing', async () => {
    const waiting = vi.fn<Gathering['waiting']>(() => Promise.resolve());
    await gather(played().ports, ask({ waiting, missing: () => [] }));
    expect(waiting).not.toHaveBeenCalled();
  });

  it('sets an unreadable kept record aside and asks instead', async () => {
    const run = played();
    run.tables.rows.set(`endorsements ${needKey(LIST)}`, {
      key: needKey(LIST),
      endorsement: { need: LIST, bytes: 'text' },
    });
    expect((await gather(run.ports, ask())).endorsements).toEqual(supplied('manufacturer'));
    expect([...run.tables.rows.keys()].some((key) => key.startsWith('set-aside '))).toBe(true);
  });
});
