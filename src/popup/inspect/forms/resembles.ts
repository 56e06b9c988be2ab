import { EVIDENCE_TYPES, type EvidenceType } from '../../../verifier/index.ts';
import { isAzureTdxReport, isNitroPayload, isSign1 } from '../named.ts';
import { textOf } from './text.ts';

/** The type of evidence that damaged or newer bytes resemble, by their beginning; undefined for none. */
export const resembles = (bytes: Uint8Array): EvidenceType | undefined => EVIDENCE_TYPES.find((type) => RESEMBLES[type](bytes));

const says = (bytes: Uint8Array, word: string): boolean => textOf(bytes)?.includes(word) === true;
const startsWith = (bytes: Uint8Array, ...options: readonly (readonly number[])[]): boolean =>
  options.some((wanted) => wanted.every((byte, i) => bytes[i] === byte));

/** The fewest bytes that show the algorithm, and AMD's only one, ECDSA P-384 with SHA-384 (AMD 56860, table 23). */
const SNP_ALGORITHM_AT = 0x34;
const SNP_ALGORITHM = 1;

/**
 * A SEV-SNP report of version 2 or later, even newer than this release (AMD 56860, table 23), or Azure's wrapping of one, `HCLA`.
 */
function resemblesSnp(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0x48, 0x43, 0x4c, 0x41])) return !isAzureTdxReport(bytes);
  const [version = 0, ...rest] = bytes.slice(0, 4);
  return version >= 2 && rest.every((byte) => byte === 0) && bytes[SNP_ALGORITHM_AT] === SNP_ALGORITHM;
}

/** Keystone's begins with a hash, which shows nothing. */
const RESEMBLES: Readonly<Record<EvidenceType, (bytes: Uint8Array) => boolean>> = {
  'dcap-quote': (bytes) => startsWith(bytes, [3, 0, 2, 0], [4, 0, 2, 0], [5, 0, 2, 0]),
  'ias-report': (bytes) => bytes[0] === 0x7b && says(bytes, 'isvEnclaveQuoteStatus'),
  'snp-report': resemblesSnp,
  'snp-extended-report': resemblesSnp,
  // Others sign with COSE, too: AWS's payload is recognisable.
  'nitro-document': (bytes) => isSign1(bytes) && isNitroPayload(bytes),
  'keystone-report': () => false,
  'keystone-report-json': (bytes) => says(bytes, '"security_monitor"'),
  'sanctum-chain': (bytes) => says(bytes, 'sanctum-citadel-chain'),
  // SPDM 1.1 GET_MEASUREMENTS, signature requested, all blocks; or the lists that contain such reports.
  'nvidia-gpu-evidence': (bytes) =>
    startsWith(bytes, [0x11, 0xe0, 0x01, 0xff]) ||
    (/^\s*[[{]/.test(textOf(bytes)?.slice(0, 64) ?? '') && says(bytes, '"evidence"') && says(bytes, '"certificate"')),
};
