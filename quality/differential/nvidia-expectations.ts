import type { Outcome } from '../../src/verifier/index.ts';

/** One of NVIDIA's own tests: its input, what it expects, and our answer for the same files. */
export type Expectation = {
  /** Suite and name in NVIDIA/attestation-sdk (nv-attestation-sdk-cpp/unit-tests, nv-attestation-cli/tests), of 2026-06-25. */
  readonly test: string;
  readonly evidence: string;
  readonly chain?: string;
  readonly rims?: readonly string[];
  /** Hexadecimal; where the test uses another nonce than the report's. */
  readonly nonce?: string;
  /** Their outcome, in their words. */
  readonly theirs: string;
  /** Our outcomes that mean the same. */
  readonly ours: Readonly<Record<string, Outcome>>;
  /** Claims that both make, by our name for the detail. */
  readonly claims?: Readonly<Record<string, string>>;
  /** Why the two differ, where they do. */
  readonly because?: string;
};

const GENUINE = { 'nvidia.chain.root': 'pass', 'nvidia.chain.certificates': 'pass', 'nvidia.report.signature': 'pass' } as const;
const HOPPER = { evidence: 't_hopperAttestationReport.txt', chain: 't_hopperCertChain.txt' };
const SWITCH = { evidence: 'switch_evidence_ls10.json' };
const SWITCH_RIM = 'NV_SWITCH_BIOS_5612_0002_890_9610550001';

const FETCHED =
  'their verifier fetches reference files and revocation from NVIDIA’s services; ours asks nobody, and leaves open what was not stapled';
const NO_SWITCH =
  'their test switches the file’s signature check off to reach the comparison; ours has no such switch and refuses the file, which was changed after it was signed';

/** Their tests that need only sample files, as far as those files were recorded. */
export const EXPECTATIONS: readonly Expectation[] = [
  {
    test: 'GpuVerifierTest.SuccessfullyVerifyGpuEvidence (sample_attestation_data)',
    ...HOPPER,
    theirs: 'Ok, measres success',
    ours: { ...GENUINE, 'nvidia.rim.vbios': 'unknown', 'nvidia.rim.driver': 'unknown', 'nvidia.chain.revocation': 'unknown' },
    because: FETCHED,
  },
  {
    test: 'GpuVerifierTest.SuccessfullyVerifyGpuEvidence, the VBIOS file that their store would give',
    ...HOPPER,
    rims: ['1010_0200_882_96005E0001_PROD.swidtag'],
    theirs: 'VBIOS measurements match',
    ours: { ...GENUINE, 'nvidia.rim.signature': 'pass', 'nvidia.rim.vbios': 'pass' },
    claims: { 'device 0 vbios': '96.00.5E.00.01', 'device 0 driver': '535.86.09' },
  },
  {
    test: 'GpuVerifierTest.VerifyGpuEvidenceWithBadNonce',
    ...HOPPER,
    nonce: '01020304'.padEnd(64, '0'),
    theirs: 'GpuEvidenceNonceMismatch',
    ours: { 'freshness.nonce': 'fail' },
  },
  {
    test: 'GpuVerifierTest.VerifyGpuEvidenceWithInvalidSignature',
    evidence: 't_hopperAttestationReportInvalidSignature.txt',
    chain: 't_hopperCertChainExpired.txt',
    theirs: 'GpuEvidenceInvalidSignature',
    ours: { 'nvidia.report.signature': 'fail' },
  },
  {
    test: 'GpuVerifierTest.VerifyGpuEvidenceWithDriverMeasurementsMismatch (VBIOS file)',
    ...HOPPER,
    rims: ['NV_GPU_VBIOS_1010_0200_882_96005E0001_measurement_mismatch.xml'],
    theirs: 'Ok, measres failure, mismatched measurements listed, no secboot, no dbgstat',
    ours: {
      'nvidia.rim.signature': 'pass',
      'nvidia.rim.vbios': 'fail',
      'nvidia.secure-boot': 'unknown',
      'nvidia.debug': 'unknown',
    },
  },
  {
    test: 'GpuVerifierTest.VerifyGpuEvidenceWithDriverMeasurementsMismatch (driver file)',
    ...HOPPER,
    rims: ['NV_GPU_DRIVER_GH100_535.86.09_measurement_mismatch.xml'],
    theirs: 'Ok, measres failure',
    ours: { 'nvidia.rim.signature': 'fail', 'nvidia.rim.driver': 'unknown' },
    because: NO_SWITCH,
  },
  {
    test: 'GpuVerifierTest.VerifyGpuEvidenceWithExpiredDriverRim',
    evidence: 't_hopperAttestationReportExpired.txt',
    chain: 't_hopperCertChainExpired.txt',
    rims: ['NV_GPU_DRIVER_GH100_570.124.03_expired.xml'],
    theirs: 'Ok, the driver file’s certificate is expired',
    ours: { ...GENUINE, 'nvidia.rim.signature': 'fail' },
    because: NO_SWITCH,
  },
  {
    test: 'GpuVerifierTest.VerifyGpuEvidenceWithBlackwell',
    evidence: 'blackwellAttestationReport.txt',
    chain: 'blackwellCertChain.txt',
    theirs: 'Ok, measres success, GB100',
    ours: { ...GENUINE, 'nvidia.report.fwid': 'pass', 'nvidia.rim.vbios': 'unknown', 'nvidia.rim.driver': 'unknown' },
    claims: { 'device 0 chip': 'GB100' },
    because: FETCHED,
  },
  {
    test: 'CliTest.GPULocal',
    evidence: 'hopper_evidence.json',
    theirs: 'result_code 0',
    ours: { ...GENUINE, 'nvidia.report.fwid': 'pass', 'nvidia.chain.revocation': 'unknown' },
    because: FETCHED,
  },
  {
    test: 'GpuEvidenceParserTest.GetFeatureFlag',
    evidence: 'hopper_evidence.json',
    theirs: 'PPCIE',
    ours: { 'nvidia.mode': 'warn' },
    claims: { 'device 0 mode': 'PPCIE' },
  },
  {
    test: 'GpuLocalVerifierTestCApi.SerialVerify (multi_gpu_hopper)',
    evidence: 'multi_gpu_hopper.json',
    theirs: 'NVAT_RC_OK for four devices',
    ours: { ...GENUINE, 'nvidia.devices.distinct': 'pass', 'nvidia.chain.revocation': 'unknown' },
    because: FETCHED,
  },
  {
    test: 'hopper_evidence_cert_hold.json (relying party policy for certificate hold)',
    evidence: 'hopper_evidence_cert_hold.json',
    theirs: 'OCSP says: on hold',
    ours: { ...GENUINE, 'nvidia.chain.revocation': 'unknown' },
    because: FETCHED,
  },
  {
    test: 'SwitchVerifierTest.SuccessfullyVerifySwitchEvidence',
    ...SWITCH,
    rims: [`switchVBIOSRim_${SWITCH_RIM}.xml`],
    theirs: 'Ok, measres success, LS_10',
    ours: { ...GENUINE, 'nvidia.rim.signature': 'pass', 'nvidia.rim.vbios': 'pass', 'nvidia.rim.driver': 'not-applicable' },
    claims: { 'device 0 chip': 'LS10', 'device 0 vbios': '96.10.55.00.01' },
  },
  {
    test: 'SwitchVerifierTest.VerifySwitchEvidenceWithBadNonce',
    ...SWITCH,
    nonce: '01020304'.padEnd(64, '0'),
    theirs: 'SwitchEvidenceNonceMismatch',
    ours: { 'freshness.nonce': 'fail' },
  },
  {
    test: 'SwitchVerifierTest.VerifySwitchEvidenceWithBadRimSignature',
    ...SWITCH,
    rims: [`${SWITCH_RIM}_invalid_signature.xml`],
    theirs: 'RimInvalidSignature',
    ours: { 'nvidia.rim.signature': 'fail' },
  },
  {
    test: 'SwitchVerifierTest.VerifySwitchEvidenceWithDriverMeasurementsMismatch',
    ...SWITCH,
    rims: [`${SWITCH_RIM}_measurement_mismatch.xml`],
    theirs: 'Ok, measres failure',
    ours: { 'nvidia.rim.signature': 'fail', 'nvidia.rim.vbios': 'unknown' },
    because: NO_SWITCH,
  },
  {
    test: 'RimDocumentFixture.VerifySignature, VerifyCertificateChain',
    evidence: 'hopper_evidence.json',
    rims: ['NV_GPU_DRIVER_GH100_550.144.03.xml'],
    theirs: 'Ok',
    ours: { 'nvidia.rim.signature': 'pass' },
  },
  {
    test: 'RimDocument, incorrect_cert_chain_driver_rim.xml',
    evidence: 'hopper_evidence.json',
    rims: ['incorrect_cert_chain_driver_rim.xml'],
    theirs: 'CertChainVerificationFailure',
    ours: { 'nvidia.rim.signature': 'fail' },
  },
];
