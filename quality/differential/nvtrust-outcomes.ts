/**
 * What NVIDIA's own local verifier says about the recorded files: its modules `attestation`, `cc_admin_utils`, `rim` and
 * `verifier` (NVIDIA/nvtrust, local_gpu_verifier, of 2026-04-20, with signxml 3.2.0 and asn1 2.7.0), run on each of them on 29
 * November 2026 without a network. It has no package that could be installed here, so its answers are recorded here and ours are
 * computed each time.
 */

/** One device: does its chain lead to the root for the reported firmware, and did its leaf sign the report? */
export type DeviceOutcome = {
  readonly file: string;
  /** Position in the list; absent for a single report. */
  readonly at?: number;
  /** Certificates attached to a single report. */
  readonly chain?: string;
  readonly theirs: { readonly chain: boolean; readonly signature: boolean } | 'unreadable';
  readonly because?: string;
};

const GENUINE = { chain: true, signature: true } as const;
const NOT_SIGNED = { chain: true, signature: false } as const;
const GPUS_ALONE = 'its reader of opaque data is for GPUs; NVIDIA reads switches with a tool of its own';

/** For each device in each file. */
export const NVTRUST_DEVICES: readonly DeviceOutcome[] = [
  { file: 'hopper_evidence.json', at: 0, theirs: GENUINE },
  { file: 'hopper_evidence_cert_hold.json', at: 0, theirs: GENUINE },
  ...[0, 1, 2, 3].map((at) => ({ file: 'multi_gpu_hopper.json', at, theirs: GENUINE })),
  { file: 'made-hopper_evidence.flipped.json', at: 0, theirs: NOT_SIGNED },
  { file: 'made-hopper_evidence_cert_hold.flipped.json', at: 0, theirs: NOT_SIGNED },
  { file: 'made-multi_gpu_hopper.flipped.json', at: 0, theirs: NOT_SIGNED },
  ...[1, 2, 3].map((at) => ({ file: 'made-multi_gpu_hopper.flipped.json', at, theirs: GENUINE })),
  { file: 'switch_evidence_ls10.json', at: 0, theirs: 'unreadable', because: GPUS_ALONE },
  { file: 'made-switch_evidence_ls10.flipped.json', at: 0, theirs: 'unreadable' },
  { file: 'hopperAttestationReport.txt', chain: 'hopperCertChain.txt', theirs: GENUINE },
  { file: 'hopperAttestationReport.txt', chain: 'blackwellCertChain.txt', theirs: NOT_SIGNED },
  { file: 'blackwellAttestationReport.txt', chain: 'blackwellCertChain.txt', theirs: GENUINE },
  { file: 't_hopperAttestationReport.txt', chain: 't_hopperCertChain.txt', theirs: GENUINE },
  { file: 't_hopperAttestationReportExpired.txt', chain: 't_hopperCertChainExpired.txt', theirs: GENUINE },
  {
    file: 't_hopperAttestationReportInvalidSignature.txt',
    chain: 't_hopperCertChainExpired.txt',
    theirs: { chain: false, signature: false },
  },
];

/** A reference file: do schema and signature verify, at a time when its signer is valid? */
export type RimOutcome = { readonly file: string; readonly holds: boolean };

const HOLD: readonly string[] = [
  '1010_0200_882_96005E0001_PROD.swidtag',
  '1010_0200_882_96005E0003_PROD.swidtag',
  '1010_0200_882_960074001A_PROD.swidtag',
  '1010_0205_862_96005E0002_PROD.swidtag',
  '1010_0205_862_96005E0004_PROD.swidtag',
  '1010_0205_862_9600740020_PROD.swidtag',
  '1010_0210_886_9600740011_PROD.swidtag',
  'Driver_RIM_test_no_gpu.swidtag',
  'NV_GPU_DRIVER_GH100_550.144.03.xml',
  'NV_GPU_VBIOS_1010_0200_882_96005E0001_measurement_mismatch.xml',
  'g520_0200_885_9600740001_PROD.swidtag',
  'g520_0202_885_96006D0008_PROD.swidtag',
  'g520_0202_885_96006D0027_PROD.swidtag',
  'g520_0202_885_9600740018_PROD.swidtag',
  'g520_0205_865_9600740006_PROD.swidtag',
  'g520_0207_865_9600740015_PROD.swidtag',
  'g520_0207_865_9600740019_PROD.swidtag',
  'g520_0213_881_96006D0026_PROD.swidtag',
  'g520_0228_889_96006D000A_PROD.swidtag',
  'switchVBIOSRim_NV_SWITCH_BIOS_5612_0002_890_9610550001.xml',
];
const FAIL: readonly string[] = [
  'NV_GPU_DRIVER_GH100_535.86.09_measurement_mismatch.xml',
  'NV_GPU_DRIVER_GH100_570.124.03_expired.xml',
  'NV_SWITCH_BIOS_5612_0002_890_9610550001_invalid_signature.xml',
  'NV_SWITCH_BIOS_5612_0002_890_9610550001_measurement_mismatch.xml',
  'incorrect_cert_chain_driver_rim.xml',
];

/** For each reference file, whether its signature holds. */
export const NVTRUST_RIMS: readonly RimOutcome[] = [
  ...HOLD.map((file) => ({ file, holds: true })),
  ...FAIL.map((file) => ({ file, holds: false })),
];

/** The Hopper report of driver 535.86.09 against a reference file: at which indices do they differ? */
export type ComparisonOutcome = { readonly rim: string; readonly differing: readonly number[] };

/** For each reference file, the indices at which a recorded device's measurements differ from it. */
export const NVTRUST_COMPARISONS: readonly ComparisonOutcome[] = [
  { rim: '1010_0200_882_96005E0001_PROD.swidtag', differing: [] },
  { rim: 'NV_GPU_VBIOS_1010_0200_882_96005E0001_measurement_mismatch.xml', differing: [9] },
  { rim: '1010_0200_882_96005E0003_PROD.swidtag', differing: [11] },
  {
    rim: 'NV_GPU_DRIVER_GH100_535.86.09_measurement_mismatch.xml',
    differing: [7, 21, 22, 25, 26, 27, 29, 30, 31, 32, 34, 37, 39, 40, 41],
  },
];
