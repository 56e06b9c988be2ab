/** Bytes of an unknown kind. */
export const UNRECOGNISED =
  'This does not look like evidence Sealmark knows: Intel SGX and TDX quotes, Intel EPID reports, AMD SEV-SNP reports, AWS Nitro documents, NVIDIA GPU reports, Keystone reports and Sanctum chains.';

/** What belongs to evidence, or resembles it, and cannot be checked by itself. */
export const NAMED_WORDS = {
  'binary-event-log':
    'This is the firmware’s event log in binary form (CCEL). It is not evidence by itself: it explains the registers of a TDX quote. Sealmark reads such logs only in JSON.',
  'event-log':
    'This is an event log, which explains the run-time registers of a TDX quote. It is not evidence by itself: inspect the quote, then add the log to it.',
  'nvidia-rim':
    'This is one of NVIDIA’s reference files (RIM). It says what the firmware of a GPU or switch should measure. It is not evidence by itself: inspect the GPU’s report, then add this file to it.',
  'nvidia-chain':
    'These are the certificates of an NVIDIA GPU or switch. They are not evidence by themselves: inspect the device’s report, then add this file to it.',
  'release-list':
    'This is a list of the images that a publisher released for AWS Nitro, each signed. It is not evidence by itself, but the publisher’s word on code. What is needed is the document of an enclave that runs one of them.',
  'key-set':
    'These are public keys with which a service signs its tokens (JWKS): someone’s keys, not a machine’s own evidence. What is needed is the quote, report or document that the service looked at.',
  'ocsp-response':
    'This is an answer about withdrawn certificates (OCSP). It is not evidence by itself: inspect the report of the device it is about, then add this file to it.',
  'revocation-list':
    'This is a list of withdrawn certificates (certificate revocation list, CRL). It is not evidence by itself: inspect the evidence that relies on it, then add this file to it.',
  'azure-tdx-report':
    'This is Azure’s report of an Intel TDX machine (HCL report). Only that machine can check it. Elsewhere, what can be checked is the TDX quote it is exchanged for: inspect the quote.',
  'azure-tdx-evidence':
    'This is Azure’s evidence of an Intel TDX machine (az-tdx-vtpm), but the TDX quote that belongs in its member “td_quote” cannot be read. That quote is what is needed.',
  'device-evidence':
    'This is evidence of an NVIDIA GPU or switch. By itself it says nothing about the machine it is in, or about a service. For that, the evidence of the machine’s processor is needed.',
  several:
    'This holds {count|number} different pieces of evidence ({list}), and nothing in it says which one is meant. Sealmark does not choose: inspect one of them by itself.',
  'hexadecimal-incomplete':
    'This is hexadecimal with an odd number of digits ({count|number}): half a byte is missing, so a digit was lost or added when it was copied. Copy it again.',
  'base64-incomplete':
    'This is base64 of a length that no whole number of bytes has ({count|number} characters): it is incomplete, so a character was lost or added when it was copied. Copy it again.',
  'json-twice':
    'This is JSON in which a member occurs twice ({field}), so that two readers could take different values. Sealmark does not choose: inspect the evidence in it by itself.',
  'gzip-too-large':
    'This is packed (gzip) and would unpack to more than {most|number} bytes. No evidence is that large, so Sealmark stopped reading it.',
  'gzip-damaged': 'This is packed (gzip), but it is damaged or incomplete and cannot be unpacked. Copy the file again.',
  'td-report':
    'This is a TDREPORT, which an Intel TDX machine makes for itself. Only the processor that made it can check it, by a key that never leaves it. Elsewhere, what is needed is the quote that is made from it.',
  'sgx-report':
    'This is an SGX REPORT, which one enclave makes for another on the same machine. Only that processor can check it, by a key that never leaves it. Elsewhere, what is needed is the quote that is made from it.',
  'epid-quote':
    'This is an SGX quote of the older kind (EPID). Only Intel’s attestation service could check it, and it closed in April 2025. What is needed is the signed report that the service gave for it.',
  'snp-report-in-parts':
    'This is an SEV-SNP report taken apart into members, but a member that AMD’s signature covers is missing or cannot be read. What is needed is the report with all its members, or the 1184 bytes that the firmware wrote.',
  archive:
    'This is an archive or a packed file that Sealmark does not unpack (zip, tar, zstd, xz, bzip2). Unpack it, then inspect the file in it.',
  'maa-token':
    'This is a token (JWT) of Microsoft Azure Attestation: Microsoft’s word that it checked a machine, not the machine’s own evidence. Sealmark cannot check the hardware with it. What is needed is the quote or report that it was made from.',
  'confidential-space-token':
    'This is a token (JWT) of Google Confidential Space: Google’s word about a machine, not the machine’s own evidence. Sealmark cannot check the hardware with it. What is needed is the quote or report of that machine.',
  'trust-authority-token':
    'This is a token (JWT) of an Intel attestation service: Intel’s word that it checked a machine, not the machine’s own evidence. Sealmark cannot check the hardware with it. What is needed is the quote that it was made from.',
  'nvidia-token':
    'This is a token (JWT) or a result of NVIDIA’s verifier or service: NVIDIA’s word that it checked a GPU, not the GPU’s own evidence. What is needed is the GPU’s report and certificates.',
  'other-token':
    'This is a signed token (JWT) of {issuer}: someone’s word, not a machine’s own evidence. Sealmark cannot check hardware with it. What is needed is the quote, report or document that it was made from.',
  'tpm-quote':
    'This is what a TPM signs about its registers. By itself it does not show which processor it is in: what is needed is the report or quote that vouches for the TPM’s key, such as Azure’s report with the TPM quote in one file.',
  'hygon-csv':
    'This is evidence of a Hygon CSV machine. Sealmark does not check this kind of hardware: what is needed is Hygon’s root certificate and a reader of its reports in a later release.',
  'tcb-info':
    'This is Intel’s TCB info, the patch table for one family of processors. It is not evidence by itself: inspect the quote that relies on it, then add this file to it.',
  'qe-identity':
    'This is Intel’s description of its signing program (QE identity). It is not evidence by itself: inspect the quote that relies on it, then add this file to it.',
  collateral:
    'This is a collection of what Intel says about its processors (collateral). It is not evidence by itself: inspect the quote that relies on it, then add this file to it.',
  'open-enclave-endorsements':
    'These are endorsements in the form of Open Enclave: what Intel says about its processors. They are not evidence by themselves: inspect the evidence that came with them.',
  'amd-chain':
    'These are AMD’s certificates: those of its authorities (ARK, ASK) or of a chip’s key. They are not evidence by themselves: inspect the SEV-SNP report that relies on them, then add this file to it.',
  'intel-chain':
    'These are Intel’s certificates. They are not evidence by themselves: inspect the quote that relies on them, then add this file to it.',
  certificates:
    'These are certificates in which Sealmark found no evidence. What is needed is the quote, report or document that belongs to them.',
  'keystone-print':
    'This is what Keystone’s verifier prints about a report, but a line of it is missing, occurs twice or is not hexadecimal. What is needed is the whole print, or the report itself, in binary or as JSON.',
  'sigstore-bundle':
    'This is a publisher’s signature (Sigstore bundle). It says who published something, from which source, and since when that is public. It is not evidence: it says nothing about what runs behind a site.',
  'tlog-proof':
    'This is a proof that a public log contains something (C2SP tlog-proof). It is not evidence, and does not say what was logged: what is needed is that, and a policy that names the log and its witnesses.',
  html: 'This is a web page, not evidence. Sites answer like this when they have no evidence at that address, or want you to log in.',
  'arm-cca-token':
    'This is a token of Arm’s Confidential Compute Architecture (CCA), or a part of one. Sealmark does not check this kind of hardware.',
  cose: 'This is a signed CBOR object (COSE_Sign1), but not a document of AWS Nitro. Sealmark knows no other evidence of this form.',
} as const;

/** Why an added file was not used: whole sentences. */
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
  amdAuthorities: 'It holds the certificates of AMD’s authorities, which are built into Sealmark.',
  otherCertificates: 'Its certificates are neither those of Intel’s signing key nor those of a processor.',
  otherList: 'It is a list of withdrawn certificates, but not one of Intel’s that this evidence relies on.',
} as const;
