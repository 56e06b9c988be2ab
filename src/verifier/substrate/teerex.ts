import { concat } from '../bytes/equal.ts';
import { toHex, type Hex } from '../bytes/hex.ts';
import { fromUtf8 } from '../bytes/text.ts';
import { compactOf, ScaleReader } from '../encoding/scale.ts';
import { unlessMalformed } from '../malformed.ts';
import { instant, type Instant } from '../time.ts';
import { storageKey } from './storage-key.ts';

/** How the enclave was attested when it was registered (`SgxAttestationMethod`). */
export type RegisteredMethod = 'skip' | 'ias' | 'dcap';

/** `SgxStatus`: a coarse view of the TCB at registration. `ok` covers Intel's UpToDate and SWHardeningNeeded. */
export type RegisteredStatus = 'invalid' | 'ok' | 'group-out-of-date' | 'group-revoked' | 'configuration-needed';

/**
 * What the teerex pallet stores about an SGX enclave (`MultiEnclave::Sgx(SgxEnclave)`, StorageVersion 2). The quote itself was
 * verified on chain and thrown away: ISV product, SVN and attributes are missing.
 */
export type RegisteredEnclave = {
  readonly mrEnclave: Hex;
  readonly mrSigner: Hex;
  /** 64 bytes. */
  readonly reportData: Hex;
  /** Chain time at registration, which is not when the quote was made. */
  readonly registeredAt: Instant;
  /** Written by the registrar; both empty text and none occur. */
  readonly url: string | null;
  readonly buildMode: 'debug' | 'production';
  readonly method: RegisteredMethod;
  readonly proxied: boolean;
  readonly status: RegisteredStatus;
};

const STATUS = ['invalid', 'ok', 'group-out-of-date', 'group-revoked', 'configuration-needed'] as const;

/** `set_worker_url` admits 256 bytes. */
const MAX_URL_BYTES = 256;

/**
 * Bytes that their author may have meant as text: UTF-8 or, if they are not, `0x` and hex. Never refused: nothing rests on them.
 */
export function lenientText(bytes: Uint8Array): string {
  return unlessMalformed(() => fromUtf8(bytes, 'text'), `0x${toHex(bytes)}`);
}

function readMethod(reader: ScaleReader): { readonly method: RegisteredMethod; readonly proxied: boolean } {
  const method = reader.oneOf('attestation method', ['skip', 'ias', 'dcap']);
  return { method, proxied: method === 'ias' ? false : reader.bool('proxied') };
}

/** Value of SovereignEnclaves and ProxiedEnclaves → enclave. @throws Malformed */
export function readRegisteredEnclave(bytes: Uint8Array): RegisteredEnclave {
  const reader = new ScaleReader(bytes, 'enclave');
  reader.oneOf('kind', ['sgx']);
  const reportData = toHex(reader.fixed('report data', 64));
  const mrEnclave = toHex(reader.fixed('mr enclave', 32));
  const mrSigner = toHex(reader.fixed('mr signer', 32));
  const registeredAt = instant(reader.safeU64('timestamp'));
  const url = reader.option('url', () => lenientText(reader.bytes('url', MAX_URL_BYTES)));
  const buildMode = reader.oneOf('build mode', ['debug', 'production']);
  const { method, proxied } = readMethod(reader);
  const status = reader.oneOf('status', STATUS);
  reader.end();
  return { mrEnclave, mrSigner, reportData, registeredAt, url, buildMode, method, proxied, status };
}

/** The storage key of an enclave that registered itself: its account key is the first half of its report data. */
export function sovereignKey(account: Uint8Array): Uint8Array {
  return storageKey('Teerex', 'SovereignEnclaves', { hasher: 'blake2-128-concat', key: account });
}

/** `EnclaveInstanceAddress` of the code, the registrar and, as opaque signer, the report data and two zero bytes. */
export function proxiedAddress(mrEnclave: Uint8Array, registrar: Uint8Array, reportData: Uint8Array): Uint8Array {
  const signer = concat(reportData, new Uint8Array(2));
  return concat(mrEnclave, registrar, Uint8Array.of(0), compactOf(signer.length), signer);
}

/** The storage key of an enclave that someone else registered. One key each, so that absence can be proven, too. */
export function proxiedKey(mrEnclave: Uint8Array, registrar: Uint8Array, reportData: Uint8Array): Uint8Array {
  const key = proxiedAddress(mrEnclave, registrar, reportData);
  return storageKey('Teerex', 'ProxiedEnclaves', { hasher: 'blake2-128-concat', key });
}

/** The storage key of the newest block's time. */
export const TIMESTAMP_KEY = storageKey('Timestamp', 'Now');

/** `Timestamp.Now` → instant. @throws Malformed */
export function readTimestamp(bytes: Uint8Array): Instant {
  const reader = new ScaleReader(bytes, 'Timestamp.Now');
  const now = reader.safeU64('moment');
  reader.end();
  return instant(now);
}
