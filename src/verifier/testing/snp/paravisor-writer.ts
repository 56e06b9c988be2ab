import { createHash } from 'node:crypto';
import { concat } from '../../bytes/equal.ts';
import { toBase64Url } from '../../bytes/base64.ts';
import { toHex } from '../../bytes/hex.ts';
import { readSpki } from '../../crypto/spki.ts';
import { rsaKey, type TestKey } from '../keys.ts';

/** Writes what Azure's paravisor and its virtual TPM put around a report, correct or not, as a test needs. */

type Bytes = Uint8Array<ArrayBuffer>;

/** SHA-256 over the parts, one after the other. */
export const sha256 = (...parts: readonly Uint8Array[]): Bytes =>
  Uint8Array.from(
    createHash('sha256')
      .update(concat(...parts))
      .digest(),
  );

/** The key with which the virtual TPM signs. */
export const attestationKey = rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256');

/** Members of the JSON whose digest is the report's REPORT_DATA. */
export type RuntimeData = Readonly<Record<string, unknown>>;

/** The runtime data as the paravisor writes it; an undefined member is left out. */
export function runtimeData(userData: Uint8Array, changes: RuntimeData = {}, key: TestKey = attestationKey): Bytes {
  const spki = readSpki(key.spki);
  const modulus = spki.kind === 'rsa' ? spki.modulus : new Uint8Array(256);
  const members = {
    keys: [{ kid: 'HCLAkPub', key_ops: ['sign'], kty: 'RSA', e: 'AQAB', n: toBase64Url(modulus) }],
    'vm-configuration': { 'console-enabled': false, 'secure-boot': true, 'tpm-enabled': true, vmUniqueId: 'test' },
    'user-data': toHex(userData).toUpperCase(),
    ...changes,
  };
  return new TextEncoder().encode(JSON.stringify(members));
}

/** Words of the envelope in place of the right ones. */
export type EnvelopeChange = {
  readonly reportType?: number;
  readonly hashType?: number;
  readonly size?: number;
  readonly padding?: number;
};

/** `HCLA` and its header, the report, five words, the runtime data, padding to 2600 bytes. */
export function envelope(report: Uint8Array, runtime: Uint8Array, change: EnvelopeChange = {}): Bytes {
  const header = new Uint8Array(32);
  header.set(new TextEncoder().encode('HCLA'));
  const words = new Uint8Array(20);
  const view = new DataView(words.buffer);
  view.setUint32(0, 20 + runtime.length, true);
  view.setUint32(4, 1, true);
  view.setUint32(8, change.reportType ?? 2, true);
  view.setUint32(12, change.hashType ?? 1, true);
  view.setUint32(16, change.size ?? runtime.length, true);
  const body = concat(header, report, words, runtime);
  return concat(body, new Uint8Array(change.padding ?? Math.max(0, 2600 - body.length)));
}

/** A TPM quote: what it is to say of which PCRs, and what is to be wrong with it (TCG "TPM 2.0 Library", TPMS_ATTEST). */
export type QuoteRequest = {
  readonly extraData: Uint8Array;
  readonly pcrs: readonly Uint8Array[];
  readonly selected?: readonly number[];
  readonly magic?: number;
  readonly type?: number;
  readonly bank?: number;
  readonly digest?: Uint8Array;
  readonly key?: TestKey;
};

const u16 = (value: number): Bytes => Uint8Array.of(value >> 8, value & 0xff);
const u32 = (value: number): Bytes => concat(u16(value >>> 16), u16(value & 0xffff));
const sized = (bytes: Uint8Array): Bytes => concat(u16(bytes.length), bytes);

/** 0 to 23. */
export const ALL_PCRS: readonly number[] = Array.from({ length: 24 }, (_, index) => index);

/** TPMS_ATTEST of a quote, and its signature. */
export function quote(request: QuoteRequest): { readonly message: Uint8Array; readonly signature: Uint8Array } {
  const selected = request.selected ?? ALL_PCRS;
  const bits = [0, 8, 16].map((from) =>
    selected.reduce((byte, pcr) => (pcr >= from && pcr < from + 8 ? byte | (1 << (pcr - from)) : byte), 0),
  );
  const digest = request.digest ?? sha256(...selected.map((index) => request.pcrs[index] ?? new Uint8Array(32)));
  const message = concat(
    u32(request.magic ?? 0xff544347),
    u16(request.type ?? 0x8018),
    sized(new Uint8Array(34).fill(9)),
    sized(request.extraData),
    new Uint8Array(17).fill(1),
    new Uint8Array(8).fill(2),
    u32(1),
    u16(request.bank ?? 0x000b),
    Uint8Array.of(3, ...bits),
    sized(digest),
  );
  return { message, signature: (request.key ?? attestationKey).sign(message) };
}

/** Azure's JSON evidence. */
export function azureJson(
  hcl: Uint8Array,
  parts: {
    readonly vcek?: Uint8Array;
    readonly quote?: { readonly message: Uint8Array; readonly signature: Uint8Array };
    readonly pcrs?: readonly Uint8Array[];
    readonly more?: RuntimeData;
  } = {},
): Bytes {
  const { vcek, quote: made, pcrs = [], more = {} } = parts;
  const members = {
    version: 1,
    ...(made === undefined
      ? {}
      : { tpm_quote: { message: toHex(made.message), signature: toHex(made.signature), pcrs: pcrs.map(toHex) } }),
    hcl_report: toBase64Url(hcl),
    ...(vcek === undefined ? {} : { vcek: toBase64Url(vcek) }),
    ...more,
  };
  return new TextEncoder().encode(JSON.stringify(members));
}
