// Covers: check.ts, visit.ts, exchange.ts, endorsements.ts, tell.ts, command.ts, locked.ts
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatedSource } from '../../../testing/attester/simulated-source.ts';
import { webAuthority, type ServerCredential } from '../../../testing/certificates.ts';
import { attester, type Attester } from '../../attester/attester.ts';
import type { AttesterOptions } from '../../attester/options.ts';
import { BADGES } from '../../background/api/badge.ts';
import { pageLock } from '../../attester/page-lock.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { check } from './command.ts';
import { statusOf } from './tell.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
const authority = webAuthority(folder);
const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close();
  rmSync(folder, { recursive: true });
});

const HOST = 'service.example';
const ORIGIN = `https://${HOST}`;
const [first, second] = [authority.credential(HOST), authority.credential(HOST)];

const kitFor = (credential: ServerCredential, origin = ORIGIN, more: Partial<AttesterOptions> = {}): Promise<Attester> =>
  attester({
    origin,
    tls: { spki: credential.spki },
    source: simulatedSource(tdxAttester),
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    freshness: { mode: 'challenge' },
    ...more,
    log: () => undefined,
  });

/** A real https server; each connection may end in another of these keys. */
async function serve(kit: Attester | null, ...credentials: readonly [ServerCredential, ...ServerCredential[]]): Promise<string> {
  let connections = 0;
  const page = (_request: unknown, response: { setHeader(name: string, value: string): unknown; end(text: string): unknown }) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>A service</title><script>start()</script>');
  };
  const server = createServer({ key: first.key, cert: first.cert }, kit === null ? page : kit.node(page));
  const next = (): void => {
    const { key, cert } = credentials[connections % credentials.length] ?? first;
    connections += 1;
    server.setSecureContext({ key, cert });
  };
  next();
  server.on('secureConnection', next);
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A run of the command: its output and exit status. */
async function run(node: string, ...words: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(text);
  const all = [ORIGIN, '--connect-to', node, '--web-root', authority.file, '--offline', ...words];
  const status = await check(all, { anchors: tdxAttester.anchors, print });
  return { status, text: lines.join('\n') };
}

type Printed = {
  readonly badge: string;
  readonly announced: string;
  readonly keys: readonly string[];
  readonly visits: readonly {
    readonly badge: string;
    readonly result: { readonly vector: Readonly<Record<string, string>>; readonly simulated: readonly string[] } | null;
    readonly problem: { readonly code: string } | null;
  }[];
};
const json = async (node: string, ...words: readonly string[]): Promise<Printed> =>
  JSON.parse((await run(node, '--json', ...words)).text) as Printed;

describe('check', () => {
  it('visits five times, each with its own nonce and connection, and compares the connection’s key', async () => {
    const answer = await json(await serve(await kitFor(first), first));
    expect(answer.visits.map(({ result }) => result?.vector)).toEqual(
      Array.from({ length: 5 }, () => ({
        hardware: 'affirming',
        configuration: 'affirming',
        executables: 'none',
        freshness: 'affirming',
        channel: 'affirming',
      })),
    );
    expect([answer.keys.length, answer.announced]).toEqual([1, 'header']);
  });

  it('prints the mark and the popup’s own sentence, and ends with a status for cron', async () => {
    const { status, text } = await run(await serve(await kitFor(first), first));
    expect(text).toContain('simulated: https://service.example\nTest result: nothing is proven');
    expect(text).not.toContain('evidence.well-formed');
    expect(status).toBe(1);
  });

  it('names every finding with --all', async () => {
    const { text } = await run(await serve(await kitFor(first), first), '--all', '--times', '1');
    expect(text).toMatch(/^pass {11}evidence\.well-formed: /m);
  });

  it('is red if one of several nodes ends in another key', async () => {
    const answer = await json(await serve(await kitFor(first), first, second));
    expect([answer.badge, answer.keys.length]).toEqual(['failed', 2]);
    expect(new Set(answer.visits.map(({ badge }) => badge))).toEqual(new Set(['simulated', 'failed']));
  });

  it('is red for evidence that was made for another site', async () => {
    expect((await json(await serve(await kitFor(first, 'https://other.example'), first), '--times', '1')).badge).toBe('failed');
  });

  it('says that the site does not announce itself, and has no evidence', async () => {
    const { status, text } = await run(await serve(null, first), '--times', '1');
    expect([status, text]).toEqual([3, expect.stringContaining('unavailable')]);
    expect(text).toContain('not announced');
  });

  it('says nothing of a page that never answered', async () => {
    const { status, text } = await run('127.0.0.1:1', '--times', '1');
    expect(status).toBe(3);
    expect(text).toContain('could not reach service.example');
    expect(text).not.toMatch(/on the wire|announced|form:/);
  });

  it('accepts no certificate that a browser would not accept', async () => {
    const node = await serve(await kitFor(first), first);
    const status = await check([ORIGIN, '--connect-to', node, '--times', '1'], { print: () => undefined });
    expect(status).toBe(3);
  });

  it('writes metrics that Prometheus reads', async () => {
    const file = join(folder, 'metrics.prom');
    await run(await serve(await kitFor(first), first), '--times', '1', '--metrics', file);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('sealmark_badge{origin="https://service.example",badge="simulated"} 1\n');
    expect(text).toContain('sealmark_tier{origin="https://service.example",aspect="channel"} 3\n');
    expect(text.split('\n').filter((line) => line !== '' && !/^(# (HELP|TYPE) \w+ .+|\w+\{[^}]+\} [\d.]+)$/.test(line))).toEqual(
      [],
    );
  });

  it('watches, and reports changes only', async () => {
    const node = await serve(await kitFor(first), first, second);
    const lines: string[] = [];
    const ending = new AbortController();
    const print = (text: string): void => {
      if (lines.push(text) === 2) ending.abort();
    };
    const words = [ORIGIN, '--connect-to', node, '--web-root', authority.file, '--offline', '--times', '1', '--watch', '1'];
    await check(words, { anchors: tdxAttester.anchors, print, signal: ending.signal });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT\S+ failed: /);
  });

  it.each([
    [[]],
    [['http://service.example']],
    [['service.example']],
    [['https://a.example', 'https://b.example']],
    [['https://a.example', '--surprise']],
    [['https://a.example', '--times', '0']],
    [['https://a.example', '--connect-to', 'nowhere']],
  ])('does not understand %j, and says what it would', async (words) => {
    await expect(check(words)).rejects.toThrow('usage: sealmark check');
  });

  it('lists what browsers will block on a locked page, and ends with a status for it', async () => {
    const locked = async (...scripts: readonly string[]) => {
      const kit = await kitFor(first, ORIGIN, { keys: pageLock({ scripts, policy: 'strict' }) });
      return await run(await serve(kit, first), '--times', '1');
    };
    const blocked = await locked('other()');
    expect(blocked.text).toContain('the page is locked (strict) to 1 named source; of what its text shows');
    expect(blocked.text).toContain('blocked        inline-script: The inline script “start()…” is not named');
    expect((await locked('start()')).text).toContain('nothing in it is blocked');
    expect((await run(await serve(await kitFor(first), first), '--times', '1')).text).not.toContain('locked');
  });

  it('has a status for every mark, and a locked page that loses something is a problem whatever the mark', () => {
    const blocked = [{ kind: 'handler', sentence: '', certain: true }] as const;
    const lost = (certain: boolean) => ({ level: 'strict', sources: 1, blocked: [{ ...blocked[0], certain }] }) as const;
    const of = (badge: (typeof BADGES)[number], certain: boolean) => statusOf({ badge, locked: lost(certain), visits: [] });
    expect([of('verified', true), of('verified', false), of('unavailable', true)]).toEqual([1, 0, 3]);
    expect(BADGES.filter((badge) => statusOf({ badge, locked: null, visits: [] }) === 0)).toEqual([
      'changed',
      'unaudited',
      'verified',
    ]);
  });
});
