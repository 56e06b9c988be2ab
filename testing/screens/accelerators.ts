import type { Accelerators, AttestationResult } from '../../src/verifier/index.ts';
import { CLAIMS, result } from './results.ts';

const DEVICE = {
  kind: 'gpu',
  chip: 'GH100',
  serial: '41431d480fe5e87274',
  driver: '590.12',
  vbios: '96.00.5E.00.01',
  board: '1010_0200_882',
  mode: 'SPT',
  'vbios reference': 'matches',
  'driver reference': 'no-file',
  'indices as published': '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12',
  'indices in no reference file': '21, 22, 25, 26, 27, 29, 30, 31, 32, 33, 34',
} as const;

const detailsOf = (at: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(DEVICE).map(([name, value]) => [`device ${String(at)} ${name}`, value]));

/** A result over the reports of two GPUs, as a popup gets it. */
const ofTwoGpus: AttestationResult = {
  ...result(
    [
      { check: 'nvidia.chain.root', outcome: 'pass' },
      { check: 'nvidia.chain.certificates', outcome: 'pass' },
      { check: 'nvidia.report.signature', outcome: 'pass' },
      { check: 'nvidia.chain.revocation', outcome: 'unknown', facts: { because: 'none', device: 0, certificate: 1 } },
      { check: 'nvidia.rim.vbios', outcome: 'pass', facts: { device: 0, version: DEVICE.vbios, matching: 12 } },
      {
        check: 'nvidia.rim.driver',
        outcome: 'unknown',
        facts: { because: 'no-reference-file', device: 0, version: DEVICE.driver },
      },
      { check: 'nvidia.mode', outcome: 'pass' },
    ],
    { hardware: 'none' },
  ),
  tee: 'nvidia-gpu',
  evidenceFormat: 'NVIDIA device reports (2)',
  claims: {
    ...CLAIMS,
    measurements: [1, 2, 3, 4].map((index) => ({ register: `DEVICE0_${String(index)}`, value: 'ab'.repeat(48) })),
    hostChosen: [],
    details: { devices: 2, ...detailsOf(0), ...detailsOf(1) },
  },
};

/** Devices attached to a page's evidence, which names them. */
export const ACCELERATORS: Accelerators = {
  result: ofTwoGpus,
  level: 'named',
  namedBy: 'binding',
  machine: 'none',
  onlySimulated: false,
};
