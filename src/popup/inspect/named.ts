import { isCcel, looksLikeOcsp, toHex } from '../../verifier/index.ts';
import type { NAMED_WORDS } from '../words/pages/inspect-files.ts';
import { findCertificates } from './find-certificates.ts';
import { asciiText, unwrap } from './unwrap.ts';

/** What belongs to evidence, or resembles it, and cannot be checked here by itself; its words say why. */
export type Named = keyof typeof NAMED_WORDS;

/** What these bytes are, in whatever they are wrapped, where they are known and are no evidence by themselves. Never throws. */
export function nameOf(input: Uint8Array): Named | null {
  const { bytes } = unwrap(input);
  if (isCcel(bytes)) return 'binary-event-log';
  if (isAzureTdxReport(bytes)) return 'azure-tdx-report';
  if (isCca(bytes)) return 'arm-cca-token';
  if (isSign1(bytes)) return isNitroPayload(bytes) ? null : 'cose';
  if (looksLikeOcsp(bytes)) return 'ocsp-response';
  if (isRevocationList(bytes)) return 'revocation-list';
  if (findCertificates(bytes).some((der) => includes(der, 'NVIDIA'))) return 'nvidia-chain';
  const text = asciiText(bytes)?.trimStart() ?? '';
  if (text.startsWith('{') && text.includes('"td_quote"') && text.includes('"hcl_report"')) return 'azure-tdx-evidence';
  if (/^(?:<\?xml[^>]*>\s*)?<SoftwareIdentity\s/.test(text) && text.includes('"Measurement"')) return 'nvidia-rim';
  return isEventLog(text) ? 'event-log' : null;
}

/** dstack's JSON, whatever its digests look like. */
export const isEventLog = (text: string): boolean =>
  /^\[\s*\{/.test(text) && text.includes('"imr"') && text.includes('"event_type"');

/** CertificateList: SEQUENCE, SEQUENCE, INTEGER 1 (RFC 5280, section 5.1), each length in two bytes or in one. */
export const isRevocationList = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x30 && /^30(?:8[12].{2,4}|..)30(?:8[12].{2,4}|..)020101/.test(toHex(bytes.slice(0, 16)));

/** COSE_Sign1, with or without its tag, and a protected header that begins with an algorithm (RFC 9052, section 4.2). */
export const isSign1 = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0x84, 0x44, 0xa1, 0x01) || startsWith(bytes, 0xd2, 0x84, 0x44, 0xa1);

/** Members that every document of AWS Nitro has near its beginning (attestation_process.md, section 3.2.1). */
export const isNitroPayload = (bytes: Uint8Array): boolean => includes(bytes, 'module_id') || includes(bytes, 'nitrotpm_pcrs');

/** Tag 399 around the two tokens, or the platform's token, whose profile names Arm (draft-ffm-rats-cca-token). */
const isCca = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0xd9, 0x01, 0x8f) || (isSign1(bytes) && (includes(bytes, 'arm.com') || includes(bytes, 'cca_platform')));

/** Header, report and the word that names its kind (OpenHCL, `igvm_attest`): 2 is SEV-SNP, 4 is TDX. */
const HCL_KIND_AT = 32 + 1184 + 8;
const HCL_TDX = 4;

/** Is this what Azure's virtual TPM of a TDX machine holds? */
export const isAzureTdxReport = (bytes: Uint8Array): boolean =>
  startsWith(bytes, 0x48, 0x43, 0x4c, 0x41) && bytes[HCL_KIND_AT] === HCL_TDX;

export const startsWith = (bytes: Uint8Array, ...wanted: readonly number[]): boolean =>
  bytes.length >= wanted.length && wanted.every((byte, at) => bytes[at] === byte);

function includes(bytes: Uint8Array, word: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(word);
}
