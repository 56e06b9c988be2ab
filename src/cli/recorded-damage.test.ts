// Covers: decision.ts, request.ts
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appraise, open, parseRfc3339, type AttestationResult } from '../verifier/index.ts';
import { testCrypto } from '../verifier/testing/appraise-case.ts';
import { decide } from './decision.ts';
import { readLine, readRequest, type Request } from './request.ts';

/**
 * Recorded evidence, genuine and made, that must be accepted: with a byte changed or its end cut off it is refused, or the
 * changed part was unsigned and the claims are the same. EXHAUSTIVE=1 tries twenty times as many bytes.
 */
const VECTORS = resolve('../shared/vectors');
const CHANGES = process.env['EXHAUSTIVE'] === '1' ? 240 : 12;

const files = existsSync(VECTORS)
  ? readdirSync(VECTORS)
      .map((folder) => join(VECTORS, folder, 'cases.jsonl'))
      .filter(existsSync)
  : [];

/** Names of files become whole paths; everything else stays. */
function absolute(value: unknown): unknown {
  if (typeof value === 'string') return existsSync(join(VECTORS, value)) && value !== '' ? join(VECTORS, value) : value;
  if (Array.isArray(value)) return value.map(absolute);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, absolute(inner)]));
}

const REQUEST = ['id', 'at', 'policy', 'expected', 'evidence', 'endorsements', 'anchors'];

/** One recorded case as a request: without its outcome, and with readable file names. */
function requestOf(line: string): string {
  const whole: unknown = JSON.parse(line);
  const parts = typeof whole === 'object' && whole !== null ? Object.entries(whole) : [];
  return JSON.stringify(absolute(Object.fromEntries(parts.filter(([name]) => REQUEST.includes(name)))));
}

/** The requests of one family that must be accepted, as the appraiser reads them. */
async function acceptable(file: string): Promise<readonly (Request & { readonly id: string })[]> {
  const clock = parseRfc3339('2026-11-25T00:00:00Z', 'clock');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const accepted = lines.filter((line) => readLine(line).object('outcome').string('decision') === 'accept');
  const read = async (line: string) => ({
    id: readLine(line).string('id'),
    ...(await readRequest(readLine(requestOf(line)), clock)),
  });
  return await Promise.all(accepted.map(read));
}

async function appraised({ input, tee, codeNamed }: Request, bytes: Uint8Array): Promise<readonly [boolean, AttestationResult]> {
  const evidence = { ...input.opening.evidence, bytes: Uint8Array.from(bytes) };
  const result = await appraise({ ...input, opening: open(evidence), crypto: testCrypto });
  return [decide(result, tee, codeNamed) === 'accept', result];
}

/** The claims; the number of bytes after the evidence is reported, but is not a claim. */
function claimsOf({ claims }: AttestationResult): unknown {
  const details = Object.entries(claims?.details ?? {}).filter(([name]) => !name.startsWith('bytes behind the quote'));
  return { ...claims, details: Object.fromEntries(details) };
}

/** Places over the whole length, different for every case. */
const locations = (length: number, salt: number): readonly number[] =>
  Array.from({ length: CHANGES }, (_, index) => Math.floor(((index + ((salt * 0.618) % 1)) * length) / CHANGES));

// Without recordings, the suite shows one skipped test rather than none.
it.skipIf(files.length === 0)('recorded cases are at hand', () => {
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files.map((file) => ({ family: dirname(file).split('/').at(-1) ?? '', file })))(
  'recorded $family cases',
  ({ file }) => {
    it('are not accepted when damaged, unless nothing that is claimed changes', async () => {
      const cases = await acceptable(file);
      expect(cases.length).toBeGreaterThan(0);
      for (const [salt, one] of cases.entries()) {
        const { bytes } = one.input.opening.evidence;
        const [accepted, good] = await appraised(one, bytes);
        expect(accepted, one.id).toBe(true);
        for (const at of locations(bytes.length, salt)) {
          const [still, result] = await appraised(
            one,
            bytes.map((byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte)),
          );
          if (still) expect(claimsOf(result), `${one.id}, byte ${String(at)}`).toEqual(claimsOf(good));
        }
        for (const length of locations(bytes.length, salt).slice(-4)) {
          const [still, result] = await appraised(one, bytes.slice(0, length));
          if (still) expect(claimsOf(result), `${one.id}, length ${String(length)}`).toEqual(claimsOf(good));
        }
      }
    }, 900_000);
  },
);
