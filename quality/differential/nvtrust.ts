import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  appraise,
  open,
  ORDINARY_POLICY,
  parseRfc3339,
  pinnedAnchors,
  suppliedBy,
  type AttestationResult,
  type CryptoPort,
} from '../../src/verifier/index.ts';
import { readEvidence } from '../../src/verifier/tees/nvidia-gpu/evidence.ts';
import { compare } from '../../src/verifier/tees/nvidia-gpu/measurements.ts';
import { readRim } from '../../src/verifier/tees/nvidia-gpu/rim.ts';
import { verifyEnvelopedSignature } from '../../src/verifier/tees/nvidia-gpu/rim-signature.ts';
import { NVTRUST_COMPARISONS, NVTRUST_DEVICES, NVTRUST_RIMS, type DeviceOutcome } from './nvtrust-outcomes.ts';
import { Table } from './table.ts';

const now = parseRfc3339('2025-06-01T00:00:00Z', 'now');
const recorded = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../shared/recordings/gpu/${name}`, import.meta.url))));

/** One device alone, from its list. */
function deviceBytes({ file, at }: DeviceOutcome): Uint8Array {
  if (at === undefined) return recorded(file);
  const items = JSON.parse(new TextDecoder().decode(recorded(file))) as readonly unknown[];
  return new TextEncoder().encode(JSON.stringify([items[at]]));
}

async function appraised(outcome: DeviceOutcome, crypto: CryptoPort): Promise<AttestationResult> {
  const chain = outcome.chain === undefined ? [] : [{ need: { kind: 'nvidia-gpu.chain' }, bytes: recorded(outcome.chain) }];
  return await appraise({
    opening: open({ type: 'nvidia-gpu-evidence', bytes: deviceBytes(outcome), parameters: {} }),
    endorsements: suppliedBy('caller', chain),
    references: [],
    visit: { expected: { reportData: null, nonce: null } },
    anchors: pinnedAnchors,
    policy: ORDINARY_POLICY,
    now,
    clockChanged: true,
    crypto,
  });
}

async function devices(crypto: CryptoPort): Promise<number> {
  const table = new Table();
  for (const outcome of NVTRUST_DEVICES) {
    const { file, at = 0, theirs, because } = outcome;
    const { claims, findings } = await appraised(outcome, crypto);
    const fwid = findings.find(({ check }) => check === 'nvidia.report.fwid')?.outcome;
    const ours = claims !== null && fwid !== 'fail';
    if (ours === (theirs !== 'unreadable' && theirs.chain && theirs.signature)) table.agreed += 1;
    else table.differ(`${file}, ${String(at)}`, because, `ours ${String(ours)}, theirs ${JSON.stringify(theirs)}`);
  }
  return table.print('NVIDIA’s nvtrust, chains and signatures of devices');
}

async function referenceFiles(crypto: CryptoPort): Promise<number> {
  const table = new Table();
  for (const { file, holds } of NVTRUST_RIMS) {
    const ours = await verifyEnvelopedSignature(readRim(recorded(file)).signature, pinnedAnchors.nvidiaRimRoot, now, crypto);
    if (ours.holds === holds) table.agreed += 1;
    else table.differ(file, undefined, `ours ${String(ours.holds)}, theirs ${String(holds)}`);
  }
  return table.print('NVIDIA’s nvtrust, schema and signature of reference files');
}

function comparisons(): number {
  const table = new Table();
  const [{ report, opaque }] = readEvidence(recorded('hopperAttestationReport.txt')).devices;
  for (const { rim, differing } of NVTRUST_COMPARISONS) {
    const ours = 'newer' in opaque ? 'newer' : compare(report, opaque, readRim(recorded(rim))).differing.join();
    if (ours === differing.join()) table.agreed += 1;
    else table.differ(rim, undefined, `ours ${ours}, theirs ${differing.join()}`);
  }
  return table.print('NVIDIA’s nvtrust, measurements index by index');
}

/** NVIDIA's local verifier against ours. @returns differences without an explanation */
export async function nvtrust(crypto: CryptoPort): Promise<number> {
  return (await devices(crypto)) + (await referenceFiles(crypto)) + comparisons();
}
