/**
 * Sizes and bit numbers as printed in the tables of AMD's "SEV Secure Nested Paging Firmware ABI Specification" (publication
 * 56860, revision 1.58); the order of the fields is in report.ts.
 */

/** ATTESTATION_REPORT: its whole length, and how many bytes from its start are signed. */
export const REPORT_LENGTH = 0x4a0;

/** Bytes from the report's start that the signature covers. */
export const SIGNED_LENGTH = 0x2a0;

/** Signature of the report (chapter 10): R and S are 72 bytes little-endian, of which P-384 fills 48; then reserved bytes. */
export const NUMBER_LENGTH = 48;

/** Bytes after each of R and S, 48 of 72; they must be zero. */
export const NUMBER_PADDING = 24;

/** Bytes after the signature; they must be zero. */
export const SIGNATURE_RESERVED = 368;

/** SIGNATURE_ALGO: the only signature algorithm, ECDSA P-384 with SHA-384. */
export const ECDSA_P384_SHA384 = 1;

/** POLICY (section 4.3, guest policy), by bit number; bits 0 to 15 are the lowest ABI version, minor then major. */
export const POLICY_BIT = {
  smtAllowed: 16,
  reservedOne: 17,
  migrationAgentAllowed: 18,
  debugAllowed: 19,
  singleSocketRequired: 20,
  cxlAllowed: 21,
  memoryAes256Xts: 22,
  raplDisabled: 23,
  ciphertextHidingDram: 24,
  pageSwapDisabled: 25,
} as const;

/** The first policy bit without a meaning: it and those above must be zero. */
export const POLICY_FIRST_UNDEFINED = 26;

/** PLATFORM_INFO, by bit number. Bits without a meaning occur in genuine reports and are ignored. */
export const PLATFORM_BIT = {
  smtEnabled: 0,
  tsmeEnabled: 1,
  eccEnabled: 2,
  raplDisabled: 3,
  ciphertextHidingDramEnabled: 4,
  aliasCheckComplete: 5,
  tioEnabled: 7,
} as const;

/** SIGNING_KEY, offset 0x48: which key signed. */
export const SIGNING_KEY = { vcek: 0, vlek: 1, none: 7 } as const;

/** Is bit `bit` of a little-endian word set? */
export function hasBit(word: bigint, bit: number): boolean {
  return ((word >> BigInt(bit)) & 1n) === 1n;
}
