import { EVIDENCE_TYPES, type EvidenceType } from '../evidence.ts';

const vendorType = <Name extends string>(name: Name) => `application/vnd.sealmark.${name}` as const;

/** The media type of the whole document: a CMW collection (RFC 9999). */
export const DOCUMENT_MEDIA_TYPE = 'application/cmw+json';

/** `__cmwc_t` of the collection: the profile that its members follow. */
export const COLLECTION_TYPE = 'tag:sealmark.dev,2026:site-attestation#1';

/** Members of the document that are neither evidence nor endorsements. */
export const BINDING_MEDIA_TYPE = vendorType('binding+json');

/** The attested challenge key's signature over a visitor's nonce (docs/PROTOCOL.md section 4). */
export const CHALLENGE_MEDIA_TYPE = vendorType('challenge');

/** Where on a chain the enclave published a hash of what it executed. */
export const EXECUTION_MEDIA_TYPE = vendorType('execution+json');

/** Endorsements that a site can send along; each TEE decides which of them it reads (`Tee.documents`). */
export const ENDORSEMENT_MEDIA_TYPE = {
  dcapCollateral: vendorType('dcap-collateral+json'),
  tdxEventLog: vendorType('tdx-event-log+json'),
  dstackMrConfig: vendorType('dstack-mr-config+json'),
  dstackAppCompose: vendorType('dstack-app-compose+json'),
  snpCertificates: vendorType('snp-certificates'),
  nvidiaGpu: vendorType('nvidia-gpu-endorsements+json'),
} as const;

/** The media type of evidence, without its parameters. */
export const evidenceMediaType = (type: EvidenceType): string => vendorType(type);

/** The kind of evidence that this media type names, without its parameters; undefined for every other media type. */
export const evidenceTypeOf = (mediaType: string): EvidenceType | undefined =>
  EVIDENCE_TYPES.find((type) => mediaType === vendorType(type));
