import { NVIDIA_GPU_CHECKS, type CheckId } from '../../../verifier/index.ts';
import type { CheckWords } from '../check-words.ts';
import type { Lexicon } from '../finding.ts';

const NEWER = 'This device’s report is newer than this release of Sealmark can read. Look for an update.';
const NOT_STAPLED =
  'No answer from NVIDIA came with the reports. Sealmark does not ask NVIDIA itself. The site can send it along.';

/** Sentences for reports of NVIDIA GPUs and NVSwitches. */
export const NVIDIA_GPU_WORDS = {
  'nvidia.chain.root': {
    question: 'Do the devices lead to NVIDIA’s own root?',
    pass: 'The certificates of every device start at the NVIDIA root built into Sealmark.',
    warn: null,
    fail: 'The certificates of device {device} start at a different root, so nothing shows that it is NVIDIA’s hardware.',
    unknown: 'Sealmark could not check which root the certificates start at.',
  },
  'nvidia.chain.certificates': {
    question: 'Does each certificate vouch for the next?',
    pass: 'Five certificates lead from NVIDIA’s root to the firmware of each device.',
    warn: null,
    fail: 'A certificate of device {device} is not vouched for by the one above it.',
    unknown: 'Sealmark could not check the chain of certificates.',
  },
  'nvidia.chain.model': {
    question: 'Is it a GPU or switch that this release knows?',
    pass: 'The certificates name NVIDIA GPUs, or the switches between them.',
    warn: null,
    fail: 'The certificates of device {device} are those of another kind of device.',
    unknown: NEWER,
  },
  'nvidia.report.signature': {
    question: 'Did these devices sign these reports?',
    pass: 'Each report is signed by its own device, and nothing was changed since.',
    warn: null,
    fail: 'The signature of device {device} does not fit its report: it was changed, or another device signed it.',
    unknown: 'Sealmark could not check the signatures.',
  },
  'nvidia.report.opaque-data': {
    question: 'Is everything in the reports of a kind that is known?',
    pass: 'Everything the reports say besides their measurements is of a known kind.',
    warn: 'The report of device {device} holds fields that this release does not know ({types}).',
    fail: 'What the report says besides its measurements is wrong.',
    unknown: NEWER,
  },
  'nvidia.report.fwid': {
    question: 'Is the reported firmware the one that holds the key?',
    pass: 'The firmware in each report is the one for which the device’s key was made.',
    warn: null,
    fail: 'Device {device} reports another firmware than the one for which its key was made.',
    unknown: 'Sealmark could not check whether the reported firmware holds the key.',
    because: { 'newer-than-this-release': NEWER },
  },
  'nvidia.report.nonce': {
    question: 'Do all reports answer the same question?',
    pass: 'Every report carries the random number that the list says was sent.',
    warn: null,
    fail: 'A report carries another random number than the list says was sent: it answers another visit.',
    unknown: 'Sealmark could not check whether all reports answer the same question.',
  },
  'nvidia.devices.distinct': {
    question: 'Is each device there once?',
    pass: 'No device occurs twice.',
    warn: 'The report of device {device} is in the list more than once. Sealmark counts it once.',
    fail: 'Device {device} occurs twice: there are fewer devices than the list says.',
    unknown: 'Sealmark could not check whether a device occurs twice.',
  },
  'nvidia.ocsp.signature': {
    question: 'Are NVIDIA’s answers about withdrawn certificates genuine?',
    pass: 'Sealmark can read the answers that came along, and uses only those that NVIDIA signed.',
    warn: null,
    fail: 'An answer that came along is not NVIDIA’s.',
    unknown: 'An answer that came along cannot be used.',
  },
  'nvidia.chain.revocation': {
    question: 'Does NVIDIA still stand behind these devices?',
    pass: 'NVIDIA recently said that every device’s certificates are good.',
    warn: null,
    fail: 'NVIDIA has withdrawn a certificate of device {device}.',
    unknown: NOT_STAPLED,
    because: {
      revoked: 'NVIDIA has withdrawn a certificate of device {device}.',
      hold: 'NVIDIA has suspended a certificate of device {device}.',
      none: NOT_STAPLED,
      stale: 'NVIDIA’s answer that came along is too old. The site can send a new one.',
      signature: 'The answer that came along is not signed by NVIDIA. The site can send one that is.',
      'not-yet-valid': 'NVIDIA’s answer was made later than this computer’s clock shows. Set the clock, then try again.',
      unknown: 'NVIDIA answered that it does not know this device.',
    },
  },
  'nvidia.rim.signature': {
    question: 'Are the reference files NVIDIA’s?',
    pass: 'The reference files that are used are signed by NVIDIA’s authority for them.',
    warn: null,
    fail: 'A reference file that came along is not NVIDIA’s.',
    unknown: 'No reference file that came along can be used.',
    because: {
      'newer-than-this-release':
        'The reference file that came along is newer than this release of Sealmark can read. Look for an update.',
    },
  },
  'nvidia.rim.dates': {
    question: 'Are the reference files’ certificates valid today?',
    pass: 'The certificates that signed the reference files are valid now.',
    warn: 'The certificate that signed the reference file for {version} ended on {until|day}. The file was NVIDIA’s then.',
    fail: 'The certificate that signed a reference file is not valid.',
    unknown:
      'The certificate that signed the reference file for {version} begins on {from|day}, later than this computer’s clock shows.',
  },
  'nvidia.rim.revocation': {
    question: 'Does NVIDIA still stand behind the reference files’ signers?',
    pass: 'NVIDIA recently said that the signers’ certificates are good.',
    warn: null,
    fail: 'NVIDIA has withdrawn the signer of the reference file for {version}.',
    unknown: NOT_STAPLED,
    because: {
      stale: 'NVIDIA’s answer about the signers is too old. The site can send a new one.',
      revoked: 'NVIDIA has withdrawn the signer of the reference file for {version}, so Sealmark did not use the file.',
      hold: 'NVIDIA has suspended the signer of the reference file for {version}, so Sealmark did not use the file.',
    },
  },
  'nvidia.rim.vbios': {
    question: 'Is the device firmware the one that NVIDIA published?',
    pass: 'All of the firmware that NVIDIA’s reference file for {version} lists was measured as published.',
    warn: null,
    fail: 'The firmware of device {device} differs from NVIDIA’s reference file for {version}, at {differing}.',
    unknown: 'No reference file for the firmware {version} of device {device} came along. The site can send it.',
    because: {
      'newer-than-this-release': NEWER,
      differs: 'The firmware of device {device} differs from NVIDIA’s reference file for {version}, at {differing}.',
    },
  },
  'nvidia.rim.driver': {
    question: 'Is what the driver loaded what NVIDIA published?',
    pass: 'All that NVIDIA’s reference file for driver {version} lists was measured as published.',
    warn: null,
    fail: 'What the driver loaded into device {device} differs from NVIDIA’s reference file for {version}, at {differing}.',
    unknown: 'No reference file for driver {version} of device {device} came along. The site can send it.',
    because: {
      'newer-than-this-release': NEWER,
      differs: 'What the driver loaded into device {device} differs from NVIDIA’s reference file for {version}, at {differing}.',
    },
  },
  'nvidia.mode': {
    question: 'Is confidential computing switched on in the GPUs?',
    pass: 'Every GPU is in a confidential mode.',
    warn: 'Device {device} is in protected PCIe mode: the links between GPUs are not encrypted.',
    fail: 'Device {device} is in protected PCIe mode: the links between GPUs are not encrypted.',
    unknown: 'Device {device} does not say in which mode it is. Only matching reference files would show it.',
    because: {
      'newer-than-this-release': NEWER,
      'unknown-flag': NEWER,
    },
  },
  'nvidia.debug': {
    question: 'Are the devices closed to debuggers?',
    pass: 'No device is open to debuggers.',
    warn: null,
    fail: 'Device {device} is open to debuggers: its memory can be read.',
    unknown: 'Device {device} does not say whether it is open to debuggers. Only matching reference files would show it.',
    because: { 'newer-than-this-release': NEWER },
  },
  'nvidia.secure-boot': {
    question: 'Did the devices boot only signed firmware?',
    pass: 'Every device booted the way that its maker intends.',
    warn: null,
    fail: 'Device {device} booted in a recovery state, or with its boot checks off.',
    unknown: 'Device {device} does not say how it booted. Only matching reference files would show it.',
    because: { 'newer-than-this-release': NEWER },
  },
} as const satisfies Readonly<Record<Extract<CheckId, `nvidia.${string}`>, CheckWords>>;

/** The checks of this family with their words: what a popup loads for its results. */
export const LEXICON: Lexicon = { words: NVIDIA_GPU_WORDS, checks: NVIDIA_GPU_CHECKS };
