/** Bytes of no kind that is known. */
export const UNRECOGNISED =
  'This does not look like evidence Sealmark knows: Intel SGX and TDX quotes, Intel EPID reports, AMD SEV-SNP reports, AWS Nitro documents, NVIDIA GPU reports, Keystone reports and Sanctum chains.';

/** What belongs to evidence, or resembles it, and cannot be checked by itself. */
export const NAMED_WORDS = {
  'binary-event-log':
    'This is the firmware’s start-up log in binary form (CCEL). It is not evidence by itself: it explains the registers of a TDX quote. Sealmark reads such logs only in JSON.',
  'event-log':
    'This is an event log, which explains the run-time registers of a TDX quote. It is not evidence by itself: inspect the quote, then add the log to it.',
  'nvidia-rim':
    'This is one of NVIDIA’s reference files (RIM). It says what the firmware of a GPU or switch should measure. It is not evidence by itself: inspect the GPU’s report, then add this file to it.',
  'nvidia-chain':
    'These are the certificates of an NVIDIA GPU or switch. They are not evidence by themselves: inspect the device’s report, then add this file to it.',
  'ocsp-response':
    'This is an answer about withdrawn certificates (OCSP). It is not evidence by itself: inspect the report of the device it is about, then add this file to it.',
  'revocation-list':
    'This is a list of withdrawn certificates (CRL). It is not evidence by itself: inspect the evidence that relies on it, then add this file to it.',
  'azure-tdx-report':
    'This is Azure’s report of an Intel TDX machine (HCL report). Only that machine can check it. Elsewhere, what can be checked is the TDX quote it is exchanged for: inspect the quote.',
  'azure-tdx-evidence':
    'This is Azure’s evidence of an Intel TDX machine (az-tdx-vtpm). Sealmark can check the TDX quote inside: inspect what stands in the member “td_quote”.',
  'arm-cca-token':
    'This is a token of Arm’s Confidential Compute Architecture (CCA), or a part of one. Sealmark does not check this kind of hardware.',
  cose: 'This is a signed CBOR object (COSE_Sign1), but not a document of AWS Nitro. Sealmark knows no other evidence of this form.',
} as const;

/** Why a file that someone added to evidence was not used: whole sentences. */
export const NOT_USED_WORDS = {
  tooLarge: 'It is larger than one megabyte.',
  eventLog: 'It is an event log, which only TDX quotes have.',
  eventLogUnreadable: 'It is an event log that Sealmark cannot read ({field}: {why}).',
  collateralUnreadable: 'It is collateral that Sealmark cannot read ({field}: {why}).',
  referenceFileUnreadable: 'It is a reference file that Sealmark cannot read ({field}: {why}).',
  ocspUnreadable: 'It is an OCSP answer that Sealmark cannot read ({field}: {why}).',
  nothingUsable: 'This evidence has no use for it.',
  certificatesInside: 'This evidence has the certificates of its devices inside.',
  notReliedOn: 'This evidence does not rely on it.',
  otherCertificates: 'Its certificates are neither those of Intel’s signing key nor those of a processor.',
  otherList: 'It is a list of withdrawn certificates, but not one of Intel’s that this evidence relies on.',
} as const;
