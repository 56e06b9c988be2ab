// Covers: evidence.ts, spdm.ts, rim.ts, rim-signature.ts
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pinnedAnchors } from '../../anchors/pinned.ts';
import { Malformed } from '../../malformed.ts';
import { appraiseCase, testCrypto } from '../../testing/appraise-case.ts';
import { parseRfc3339 } from '../../time.ts';
import { MAX_DEVICES } from './evidence.ts';
import { readRim, type Rim } from './rim.ts';
import { verifyEnvelopedSignature } from './rim-signature.ts';

/**
 * Every genuine report and reference file stored next to the repository, with one byte changed. EXHAUSTIVE=1 changes every byte
 * of each; otherwise some of each, different ones in every file.
 */
const FOLDER = resolve('../shared/recordings/gpu');
const isThere = existsSync(FOLDER);
const EXHAUSTIVE = process.env['EXHAUSTIVE'] === '1';
const now = parseRfc3339('2025-06-01T00:00:00Z', 'now');

const file = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(FOLDER, name)));
const text = (name: string): string => new TextDecoder().decode(file(name)).trim();
const ascii = (words: string): Uint8Array => new TextEncoder().encode(words);
const names = isThere ? readdirSync(FOLDER) : [];

type Recorded = { readonly name: string; readonly report: Uint8Array; readonly chain: Uint8Array };
type SdkItem = { readonly certificate: string; readonly evidence: string };

/** Genuine reports with their certificates: each item of the SDK's lists, and the hexadecimal ones with their chains. */
const reports: readonly Recorded[] = names.flatMap((name) => {
  if (/^(?!made-|cases|index).*\.json$/.test(name))
    return (JSON.parse(text(name)) as readonly SdkItem[]).map(({ certificate, evidence }, at) => ({
      name: `${name}, device ${String(at)}`,
      report: Uint8Array.from(Buffer.from(evidence, 'base64')),
      chain: Uint8Array.from(Buffer.from(certificate, 'base64')),
    }));
  if (!/AttestationReport(?:Expired)?\.txt$/.test(name)) return [];
  const chain = name.replace('AttestationReport', 'CertChain');
  return [{ name, report: Uint8Array.from(Buffer.from(text(name), 'hex')), chain: file(chain) }];
});

/** Some of `length` bytes, chosen by `salt`. */
const locations = (length: number, count: number, salt: number): readonly number[] =>
  EXHAUSTIVE
    ? Array.from({ length }, (_, at) => at)
    : Array.from({ length: count }, (_, index) => Math.floor(((index + ((salt * 0.618) % 1)) * length) / count));

const changedAt = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8)));

async function isGenuine(report: Uint8Array, chain: Uint8Array): Promise<boolean> {
  const { claims } = await appraiseCase({
    evidence: { type: 'nvidia-gpu-evidence', bytes: report, parameters: {} },
    anchors: pinnedAnchors,
    now,
    endorsements: [{ need: { kind: 'nvidia-gpu.chain' }, bytes: chain }],
    visit: { expected: { reportData: null, nonce: null } },
  });
  return claims !== null;
}

it.skipIf(isThere)('recorded reports are not available', () => {
  console.log('skipped: no recordings/gpu');
});

describe.skipIf(!isThere)('a recorded report', () => {
  it('is one of many', () => {
    expect(reports.length).toBeGreaterThanOrEqual(10);
    expect(reports.length).toBeLessThan(MAX_DEVICES);
  });

  it.each(reports.map((one, salt) => ({ ...one, salt })))(
    'is genuine, and with any byte changed is nobody’s: $name',
    async ({ report, chain, salt }) => {
      expect(await isGenuine(report, chain)).toBe(true);
      for (const at of locations(report.length, 12, salt))
        expect(await isGenuine(changedAt(report, at), chain), `byte ${String(at)}`).toBe(false);
    },
    3_600_000,
  );

  it.each(reports.map((one, salt) => ({ ...one, salt })))(
    'is nobody’s under certificates with any byte changed, outside of the lines between them: $name',
    async ({ report, chain, salt }) => {
      const pem = new TextDecoder().decode(chain);
      for (const at of locations(chain.length, 6, salt)) {
        const changed = changedAt(chain, at);
        // White space around a line is not part of what is signed.
        const isSame = new TextDecoder().decode(changed).replace(/\s/g, '') === pem.replace(/\s/g, '');
        if (!isSame) expect(await isGenuine(report, changed), `byte ${String(at)}: ${pem[at] ?? ''}`).toBe(false);
      }
    },
    3_600_000,
  );
});

const stated = ({ product, version, measurements }: Rim) => ({ product, version, measurements });

async function holds({ signature }: Rim): Promise<boolean> {
  return (await verifyEnvelopedSignature(signature, pinnedAnchors.nvidiaRimRoot, now, testCrypto)).holds;
}

describe.skipIf(!isThere)('a recorded reference file', () => {
  const rims = names.filter((name) => /\.(?:swidtag|xml)$/.test(name));

  it.each(rims.map((name, salt) => ({ name, salt })))(
    'with any byte changed does not hold, or says the same: $name',
    async ({ name, salt }) => {
      const genuine = readRim(file(name));
      if (!(await holds(genuine))) return;
      const bytes = ascii(text(name));
      for (const at of locations(bytes.length, 24, salt)) {
        try {
          const changed = readRim(changedAt(bytes, at));
          if (await holds(changed)) expect(stated(changed), `byte ${String(at)}`).toEqual(stated(genuine));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }
    },
    7_200_000,
  );
});
