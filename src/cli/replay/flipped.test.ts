// Covers: replay.ts
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Badge } from '../../background/api/badge.ts';
import { parseRfc3339, type TrustVector } from '../../verifier/index.ts';
import { singleRecordings } from '../../verifier/testing/single-recordings.ts';
import { readCapture, type Capture, type Response } from './capture.ts';
import { replayCapture, type Replayed } from './replay.ts';

// Appraises each recording again with single bytes changed: in the service's answers, and in the manufacturers' answers with
// them. SEALMARK_FLIPS=N changes N bytes of each answer, SEALMARK_FLIP_SEED chooses others.

const SITES = resolve('../shared/recordings/sites');
const FLIPS = Number(process.env['SEALMARK_FLIPS'] ?? 2);
const SEED = Number(process.env['SEALMARK_FLIP_SEED'] ?? 1);
/** Nothing in these affects a verdict of ours. */
const OTHERS = /(?:^|\.)(?:sigstore\.dev|nvidia\.com|github-proxy\.tinfoil\.sh|scrtlabs\.com|nillion\.network|iex\.ec)$/;
const NO_NONCE = new Uint8Array(32);

const folders = existsSync(SITES)
  ? readdirSync(SITES, { withFileTypes: true })
      .filter((system) => system.isDirectory())
      .flatMap(({ name: system }) =>
        readdirSync(join(SITES, system), { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && existsSync(join(SITES, system, entry.name, 'manifest.json')))
          .map(({ name }) => `${system}/${name}`),
      )
  : [];
if (folders.length === 0) console.log('skipped: no recorded sites');

type Named = readonly [name: string, capture: () => Promise<Capture>];

const recordings: readonly Named[] = [
  ...folders.map((name): Named => [name, () => readCapture(join(SITES, name))]),
  ...singleRecordings().map(({ file, url, body, connection, at }): Named => {
    const reply = { status: 200, contentType: null, bytes: body };
    const response: Response = { url: new URL(url), reply, connection, header: () => null };
    const capturedAt = parseRfc3339(at, 'at');
    return [file, () => Promise.resolve({ nonce: NO_NONCE, capturedAt, responses: [response] })];
  }),
];

/** Reproducible pseudo-random numbers (Park and Miller's generator). */
function drawn(seed: number): (below: number) => number {
  let state = 1 + ((seed * 48_271) % 2_147_483_646);
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const TIER: Readonly<Record<TrustVector[keyof TrustVector], number>> = { affirming: 1, warning: 0, none: 0, contraindicated: -1 };
const DECISION: Readonly<Record<Replayed['decision'], number>> = { accept: 2, undecided: 1, reject: 0 };
const BADGE: Readonly<Partial<Record<Badge, number>>> = { verified: 3, unbound: 2, unaudited: 1 };

/** The respects in which the second is better than the first. */
const betterIn = (before: Replayed, after: Replayed): readonly string[] => [
  ...Object.keys(TIER_NAMES).filter((aspect) => tierOf(after, aspect) > Math.max(0, tierOf(before, aspect))),
  // If the changed answer is unreadable there is no result, which decides nothing.
  ...(after.claims !== null && DECISION[after.decision] > DECISION[before.decision] ? ['decision'] : []),
  ...((BADGE[after.badge] ?? 0) > (BADGE[before.badge] ?? 0) ? ['badge'] : []),
];
const TIER_NAMES: Readonly<Record<keyof TrustVector, true>> = {
  hardware: true,
  configuration: true,
  executables: true,
  freshness: true,
  channel: true,
};
const tierOf = ({ vector }: Replayed, aspect: string): number => TIER[vector[aspect as keyof TrustVector]];

type Part = { readonly what: string; readonly bytes: Uint8Array; readonly changed: (bytes: Uint8Array) => Response };

/** The recording of one answer: its body, and the connection endpoint that it came from. */
function partsOf(response: Response): readonly Part[] {
  const { reply, connection } = response;
  const { spki, certificate } = connection ?? { spki: null, certificate: null };
  const end = (change: object): Response => ({
    ...response,
    connection: connection === null ? null : { ...connection, ...change },
  });
  return [
    { what: 'body', bytes: reply.bytes, changed: (bytes: Uint8Array) => ({ ...response, reply: { ...reply, bytes } }) },
    ...(spki === null ? [] : [{ what: 'key', bytes: spki, changed: (bytes: Uint8Array) => end({ spki: bytes }) }]),
    ...(certificate === null
      ? []
      : [{ what: 'certificate', bytes: certificate, changed: (bytes: Uint8Array) => end({ certificate: bytes }) }]),
  ].filter(({ bytes }) => bytes.length > 0);
}

describe.each(recordings)('%s', (name, read) => {
  it('is never better with a changed byte', { timeout: 60_000 + 10_000 * FLIPS }, async () => {
    const capture = await read();
    const before = await replayCapture(capture);
    const draw = drawn(SEED + name.length);
    for (const response of capture.responses.filter(({ url }) => !OTHERS.test(url.hostname))) {
      for (const { what, bytes, changed } of partsOf(response)) {
        for (let flip = 0; flip < FLIPS; flip += 1) {
          const [at, bit] = [draw(bytes.length), draw(8)];
          const other = changed(bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit)));
          const responses = capture.responses.map((one) => (one === response ? other : one));
          const after = await replayCapture({ ...capture, responses });
          expect(betterIn(before, after), `${response.url.href}, ${what}, byte ${String(at)}, bit ${String(bit)}`).toEqual([]);
        }
      }
    }
  });
});

describe('the comparison of two results', () => {
  it('finds what is better in each of its parts', async () => {
    const tinfoil = recordings.find(([name]) => name.startsWith('tinfoil/'));
    if (tinfoil === undefined) return;
    const result = await replayCapture(await tinfoil[1]());
    const none = { ...result, decision: 'reject', badge: 'caution', vector: { ...result.vector, hardware: 'none' } } as const;
    const good = {
      ...result,
      decision: 'accept',
      badge: 'verified',
      vector: { ...result.vector, hardware: 'affirming' },
    } as const;
    expect(betterIn(none, good)).toEqual(['hardware', 'decision', 'badge']);
    expect(betterIn(good, none)).toEqual([]);
  });
});
