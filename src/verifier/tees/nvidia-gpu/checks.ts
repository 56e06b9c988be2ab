import type { Aspect, Check } from '../../check.ts';

const SPDM = 'DMTF DSP0274 1.1.0';
const SDK = 'NVIDIA attestation-sdk';
const DICE = 'TCG DICE Attestation Architecture 1.1';
const RIM = 'TCG Reference Integrity Manifest Information Model 1.01';

const check = (aspect: Aspect, spec: string, whenUnknown: Check['whenUnknown'] = 'none'): Check => ({
  aspect,
  whenFail: 'contraindicated',
  whenUnknown,
  spec,
});

/**
 * The checks of a list of NVIDIA device reports, other than its form, which open() reads. Each runs on every device and takes the
 * worst outcome. In the order of the README.
 */
export const NVIDIA_GPU_CHECKS = {
  /** Is the last certificate of each chain the pinned root, byte for byte? */
  'nvidia.chain.root': check('hardware', `${SDK}, X509CertChain; RFC 5280, section 6.1.1 (d)`),
  /** Are there exactly four under it, each signed by the next? */
  'nvidia.chain.certificates': check('hardware', `${SDK}, X509CertChain; RFC 5280, section 6.1`),
  /** Does the leaf belong to a known type of GPU or NVSwitch? */
  'nvidia.chain.model': check('hardware', `${SDK}, get_hwmodel`),
  /** Did the leaf's key sign the whole request and response? */
  'nvidia.report.signature': check('hardware', `${SPDM}, section 10.11.3`),
  /** Is the opaque data of a known version? An unknown version is no fault of the device. */
  'nvidia.report.opaque-data': check('hardware', `${SPDM}, table 28; ${SDK}, MAX_OPAQUE_DATA_VERSION`),
  /** Is the firmware named in the report the one for which the leaf was issued? */
  'nvidia.report.fwid': check('hardware', `${DICE}, section 6.1.1; ${SDK}, GpuEvidenceFwidMismatch`),
  /** Do all reports contain the nonce that the list states? */
  'nvidia.report.nonce': check('freshness', `${SPDM}, table 26; ${SDK}, GpuEvidenceNonceMismatch`),
  /** Is each device listed once? Counting one twice would pretend that the machine has more. An identical report warns. */
  'nvidia.devices.distinct': check('hardware', `${DICE}, section 6.1 (the leaf's key is a device's own)`),
  /** Are the stapled answers signed by an authorised signer? */
  'nvidia.ocsp.signature': check('hardware', 'RFC 6960, sections 3.2 and 4.2.2.2'),
  /** Did NVIDIA recently state that no certificate below the root is revoked or on hold? */
  'nvidia.chain.revocation': check('hardware', `RFC 6960, section 2.2; ${SDK}, generate_ocsp_claims`),
  /** Are the reference files signed by NVIDIA's reference authority? */
  'nvidia.rim.signature': check('hardware', `${RIM}, section 4; XML Signature 1.1; Canonical XML 1.1`),
  /** Are the certificates of their signers valid now? */
  'nvidia.rim.dates': check('freshness', 'RFC 5280, section 6.1.3 (a)(2)', 'warning'),
  /** Did NVIDIA recently state that those certificates are not revoked? */
  'nvidia.rim.revocation': check('freshness', 'RFC 6960, section 2.2', 'warning'),
  /** Does the measured device firmware (VBIOS) match the reference file of its version? */
  'nvidia.rim.vbios': check('hardware', `${SDK}, generate_set_measurement_claims`),
  /** Does what the driver loaded into the device match the reference file of its version? */
  'nvidia.rim.driver': check('hardware', `${SDK}, generate_set_measurement_claims`),
  /** Is the GPU in a confidential mode? */
  'nvidia.mode': check('configuration', `${SDK}, OpaqueDataFeatureFlag`),
  /** Is debugging off? */
  'nvidia.debug': check('configuration', `${DICE}, section 6.1.1, OperationalFlags; ${SDK}, dbgstat`),
  /** Did it boot only firmware signed by NVIDIA? */
  'nvidia.secure-boot': check('configuration', `${DICE}, section 6.1.1, OperationalFlags; ${SDK}, secboot`),
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that only NVIDIA's devices have. */
export type NvidiaGpuCheckId = keyof typeof NVIDIA_GPU_CHECKS;
