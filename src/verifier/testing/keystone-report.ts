import { sha3_512 } from '@noble/hashes/sha3.js';
import { concat } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import type { KeyNeed } from '../devices/need.ts';
import type { Endorsement } from '../endorsement.ts';
import { ed25519Sha3Key, type TestKey } from './keys.ts';

/** Builds Keystone reports and register answers, including invalid ones. */

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** The key of the device, which a register vouches for. */
export const DEVICE = ed25519Sha3Key('keystone device');

/** The key of the security monitor, which the device signs. */
export const MONITOR = ed25519Sha3Key('keystone monitor');

/** SHA3-512, 64 bytes. */
export const MONITOR_HASH = sha3_512(text('test security monitor'));

/** SHA3-512, 64 bytes. */
export const ENCLAVE_HASH = sha3_512(text('test enclave'));

/** What differs from a good report. */
export type KeystoneRequest = {
  readonly data?: Uint8Array;
  readonly enclaveHash?: Uint8Array;
  readonly monitorHash?: Uint8Array;
  readonly device?: TestKey;
  readonly monitor?: TestKey;
  /** Fields of the report, where they are to differ from what was signed. */
  readonly deviceKey?: Uint8Array;
  readonly monitorKey?: Uint8Array;
  readonly monitorSignature?: Uint8Array;
  readonly enclaveSignature?: Uint8Array;
  /** The content after the data in its buffer, in place of zeros. */
  readonly garbage?: number;
};

/** Every field of a report, signed. */
export function keystoneFields(request: KeystoneRequest = {}) {
  const { data = text('nonce'), enclaveHash = ENCLAVE_HASH, monitorHash = MONITOR_HASH } = request;
  const { device = DEVICE, monitor = MONITOR, garbage = 0 } = request;
  const monitorKey = request.monitorKey ?? monitor.raw;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return {
    enclaveHash,
    length,
    data,
    buffer: concat(data, new Uint8Array(Math.max(0, 1024 - data.length)).fill(garbage)),
    enclaveSignature: request.enclaveSignature ?? monitor.sign(concat(enclaveHash, length, data)),
    monitorHash,
    monitorKey,
    monitorSignature: request.monitorSignature ?? device.sign(concat(monitorHash, monitorKey)),
    deviceKey: request.deviceKey ?? device.raw,
  };
}

/** The 1352 bytes. */
export function keystoneReport(request?: KeystoneRequest): Uint8Array {
  const f = keystoneFields(request);
  return concat(
    f.enclaveHash,
    f.length,
    f.buffer,
    f.enclaveSignature,
    f.monitorHash,
    f.monitorKey,
    f.monitorSignature,
    f.deviceKey,
  );
}

/** The same as a JSON object, so that a test can change it. */
export function keystoneJson(request?: KeystoneRequest) {
  const f = keystoneFields(request);
  return {
    device_pubkey: toHex(f.deviceKey),
    security_monitor: { hash: toHex(f.monitorHash), pubkey: toHex(f.monitorKey), signature: toHex(f.monitorSignature) },
    enclave: { hash: toHex(f.enclaveHash), datalen: f.data.length, data: toHex(f.data), signature: toHex(f.enclaveSignature) },
  };
}

/** Members of a register's answer in place of the usual ones, of any type. */
export type RegistryResponse = {
  readonly source?: unknown;
  readonly asOf?: unknown;
  readonly test?: unknown;
  readonly records?: unknown;
};

/** A register's record of a key. */
export const recordOf = (key: Uint8Array, more: Readonly<Record<string, unknown>> = {}) => ({
  publicKey: toHex(key),
  manufacturer: 'Test Silicon',
  deviceId: 'test-1',
  status: 'active',
  ...more,
});

/** A register's answer about a key: by default one active record of it, with this date. */
export function registryResponse(
  kind: KeyNeed['kind'],
  key: Uint8Array,
  asOf: string,
  answer: RegistryResponse = {},
): Endorsement<KeyNeed> {
  const body = { source: 'test register', asOf, records: [recordOf(key)], ...answer };
  return { need: { kind, key: toHex(key) }, bytes: text(JSON.stringify(body)) };
}
