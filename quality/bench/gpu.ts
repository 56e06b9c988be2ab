import { fileURLToPath } from 'node:url';
import { openHarness } from '../../testing/browser-harness.ts';
import { ORDINARY_POLICY, parseRfc3339 } from '../../src/verifier/index.ts';
import { deviceChain, sdkList, SWITCH_FIELDS, type ListItem } from '../../src/verifier/testing/nvidia/devices.ts';
import { item, nonce } from '../../src/verifier/testing/nvidia/appraised.ts';
import { gpuAnchors } from '../../src/verifier/testing/nvidia/machine.ts';
import { rimFile, WHOLE_VBIOS_RIM } from '../../src/verifier/testing/nvidia/rim-writer.ts';
import { atMost, type Measurement } from './row.ts';
import type { PackedInput, RimRequest } from './tasks.ts';
import { pack } from './wire.ts';

/** Reports of simulated devices, like genuine ones except for their root: same sizes, same signatures. */
function inputFor(...items: readonly ListItem[]): PackedInput {
  return {
    evidence: { type: 'nvidia-gpu-evidence', bytes: sdkList(...items), parameters: {} },
    endorsements: [],
    references: [],
    visit: { expected: { reportData: null, nonce } },
    anchors: gpuAnchors,
    policy: ORDINARY_POLICY,
    now: parseRfc3339('2026-06-01T12:00:00Z', 'now'),
    clockChanged: true,
  };
}

const gpus = (count: number): readonly ListItem[] =>
  Array.from({ length: count }, (_, at) => item(deviceChain({ device: String(at) })));
const switches = (count: number): readonly ListItem[] =>
  Array.from({ length: count }, (_, at) => item(deviceChain({ chip: 'LS_10', device: String(at) }), { fields: SWITCH_FIELDS }));

/** One device with everything that its appraisal needs, packed for a worker. */
export const oneGpu = (): PackedInput => inputFor(...gpus(1));

const ROUNDS = 25;
const TASKS = fileURLToPath(new URL('tasks.ts', import.meta.url));

/** The cost of a whole machine and its reference files, in Chromium's worker. */
export const gpu: Measurement = {
  names: ['gpu.'],
  async *measure(wanted) {
    const names = { machine: 'gpu.machine.chromium', rim: 'gpu.rim.chromium' } as const;
    if (!Object.values(names).some(wanted)) return;
    const harness = await openHarness('chromium', TASKS);
    try {
      if (wanted(names.machine)) {
        const input = inputFor(...gpus(8), ...switches(4));
        const milliseconds = await harness.run<number>('worker', 'appraised', pack({ input, rounds: ROUNDS }));
        yield atMost(names.machine, milliseconds, 60, 'ms: eight GPUs and four switches, nothing remembered');
      }
      if (wanted(names.rim)) {
        const request: RimRequest = { rim: rimFile(WHOLE_VBIOS_RIM), anchors: gpuAnchors.nvidiaRimRoot, rounds: ROUNDS };
        const milliseconds = await harness.run<number>('worker', 'rim', pack(request));
        yield atMost(names.rim, milliseconds, 5, 'ms: a reference file read and verified, keys imported');
      }
    } finally {
      await harness.close();
    }
  },
};
