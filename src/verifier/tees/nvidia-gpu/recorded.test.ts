// Covers: evidence.ts, measurements.ts, rim.ts, rim-signature.ts
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pinnedAnchors } from '../../anchors/pinned.ts';
import { Malformed } from '../../malformed.ts';
import { testCrypto } from '../../testing/appraise-case.ts';
import { parseRfc3339 } from '../../time.ts';
import { compare } from './measurements.ts';
import { readEvidence } from './evidence.ts';
import { readRim } from './rim.ts';
import { verifyEnvelopedSignature } from './rim-signature.ts';

/** NVIDIA's own files outside the repository, under the pinned roots. Decisions over them: cli/recorded.test.ts. */
const FOLDER = resolve('../shared/recordings/gpu');
const isThere = existsSync(FOLDER);
const now = parseRfc3339('2026-11-29T00:00:00Z', 'now');
const file = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(FOLDER, name)));
const rims = isThere ? readdirSync(FOLDER).filter((name) => /\.swidtag$|^(?:NV_|switch|incorrect).*\.xml$/.test(name)) : [];

/**
 * The maker's negative cases, with the reason for each. NVIDIA signed `…0001_measurement_mismatch`: its values differ from the
 * device's.
 */
const NEGATIVE: Readonly<Record<string, string>> = {
  'NV_GPU_DRIVER_GH100_535.86.09_measurement_mismatch.xml': 'digest',
  'NV_GPU_DRIVER_GH100_570.124.03_expired.xml': 'digest',
  'NV_SWITCH_BIOS_5612_0002_890_9610550001_invalid_signature.xml': 'digest',
  'NV_SWITCH_BIOS_5612_0002_890_9610550001_measurement_mismatch.xml': 'digest',
  'incorrect_cert_chain_driver_rim.xml': 'root',
};

async function verdict(bytes: Uint8Array): Promise<string> {
  const found = await verifyEnvelopedSignature(readRim(bytes).signature, pinnedAnchors.nvidiaRimRoot, now, testCrypto);
  return found.holds ? 'holds' : found.fault;
}

it.skipIf(isThere)('recorded reference files are not at hand', () => {
  console.log('skipped: no recordings/gpu');
});

describe.skipIf(!isThere)('recorded reference files', () => {
  it.each(rims)('%s verifies under the pinned root, or fails for its own reason', async (name) => {
    expect(await verdict(file(name))).toBe(NEGATIVE[name] ?? 'holds');
  });

  it('with any byte changed do not hold, or say the same', async () => {
    const name = rims.find((one) => one.endsWith('_PROD.swidtag')) ?? '';
    const genuine = file(name);
    const stated = (bytes: Uint8Array) => {
      const { product, version, measurements } = readRim(bytes);
      return { product, version, measurements };
    };
    for (let at = 0; at < genuine.length; at += 37) {
      const changed = genuine.with(at, (genuine[at] ?? 0) ^ (1 << (at % 7)));
      try {
        if ((await verdict(changed)) === 'holds') expect(stated(changed), `byte ${String(at)}`).toEqual(stated(genuine));
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }
  }, 60_000);
});

describe.skipIf(!isThere)('the recorded Hopper report', () => {
  const against = (name: string) => {
    const [{ report, opaque }] = readEvidence(file('hopperAttestationReport.txt')).devices;
    return 'newer' in opaque ? undefined : compare(report, opaque, readRim(file(name)));
  };

  it('matches the reference file of its VBIOS at every index', () => {
    const found = against('1010_0200_882_96005E0001_PROD.swidtag');
    expect([found?.matching.length, found?.differing]).toEqual([12, []]);
  });

  it('misses the one that NVIDIA made to differ, and that of another version, at one index each', () => {
    expect(against('NV_GPU_VBIOS_1010_0200_882_96005E0001_measurement_mismatch.xml')?.differing).toEqual([9]);
    expect(against('1010_0200_882_96005E0003_PROD.swidtag')?.differing).toHaveLength(1);
  });
});
