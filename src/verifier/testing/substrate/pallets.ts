import { concat } from '../../bytes/equal.ts';
import { toAscii } from '../../bytes/text.ts';
import { compactOf, u32Of, u64Of } from '../../encoding/scale.ts';

const bytes = (value: Uint8Array): Uint8Array => concat(compactOf(value.length), value);
const option = (value: Uint8Array | null): Uint8Array => (value === null ? Uint8Array.of(0) : concat(Uint8Array.of(1), value));
const list = (items: readonly Uint8Array[]): Uint8Array => concat(compactOf(items.length), ...items);

/** Times are milliseconds since 1970. */
export type EnclaveFields = {
  readonly reportData: Uint8Array;
  readonly mrEnclave: Uint8Array;
  readonly mrSigner: Uint8Array;
  readonly registeredAt: number;
  readonly url: string | null;
  readonly buildMode: 'debug' | 'production';
  readonly method: 'skip' | 'ias' | 'dcap';
  readonly proxied: boolean;
  readonly status: 'invalid' | 'ok' | 'group-out-of-date' | 'group-revoked' | 'configuration-needed';
};

const STATUSES: readonly EnclaveFields['status'][] = [
  'invalid',
  'ok',
  'group-out-of-date',
  'group-revoked',
  'configuration-needed',
];

/** Value of Teerex.SovereignEnclaves and Teerex.ProxiedEnclaves. */
export function encodeEnclave(enclave: EnclaveFields): Uint8Array {
  const method = { skip: 0, ias: 1, dcap: 2 }[enclave.method];
  return concat(
    Uint8Array.of(0),
    enclave.reportData,
    enclave.mrEnclave,
    enclave.mrSigner,
    u64Of(enclave.registeredAt),
    option(enclave.url === null ? null : bytes(toAscii(enclave.url, 'url'))),
    Uint8Array.of(enclave.buildMode === 'debug' ? 0 : 1),
    Uint8Array.of(method, ...(enclave.method === 'ias' ? [] : [enclave.proxied ? 1 : 0])),
    Uint8Array.of(STATUSES.indexOf(enclave.status)),
  );
}

/** A device's entry; `account` is 32 bytes, the manufacturer's. */
export type DeviceFields = {
  readonly account: Uint8Array;
  readonly manufacturer: string;
  readonly model: string;
  readonly status: 'active' | 'revoked';
  readonly registeredAt: number;
  readonly validFrom: number;
  readonly validUntil: number | null;
  readonly revokedAt: number | null;
};

/** Value of DeviceRegistry.Devices. */
export function encodeDevice(device: DeviceFields): Uint8Array {
  const moment = (at: number | null): Uint8Array => option(at === null ? null : u64Of(at));
  return concat(
    device.account,
    bytes(toAscii(device.manufacturer, 'manufacturer')),
    bytes(toAscii(device.model, 'model')),
    Uint8Array.of(device.status === 'active' ? 0 : 1),
    u64Of(device.registeredAt),
    u64Of(device.validFrom),
    moment(device.validUntil),
    moment(device.revokedAt),
  );
}

/** An identity worker's entry. */
export type TeebagFields = {
  readonly mrEnclave: Uint8Array;
  readonly lastSeenAt: number;
  readonly url: string;
  readonly buildMode: 'debug' | 'production';
  readonly method: 'skip' | 'dcap';
};

/** Value of Teebag.EnclaveRegistry, of an identity worker. */
export function encodeTeebagEnclave(enclave: TeebagFields): Uint8Array {
  return concat(
    Uint8Array.of(0, 0),
    enclave.mrEnclave,
    u64Of(enclave.lastSeenAt),
    bytes(toAscii(enclave.url, 'url')),
    option(null),
    option(null),
    Uint8Array.of(enclave.buildMode === 'production' ? 0 : 1),
    enclave.method === 'skip' ? Uint8Array.of(0) : Uint8Array.of(2, 0),
  );
}

/** One event: pallet and variant by index, its fields, and its topics (32 bytes each). */
export type EventFields = {
  readonly pallet: number;
  readonly variant: number;
  readonly fields: Uint8Array;
  readonly topics: readonly Uint8Array[];
};

/** Value of System.Events; every event is of extrinsic 0. */
export function encodeEvents(events: readonly EventFields[]): Uint8Array {
  return list(
    events.map(({ pallet, variant, fields, topics }) =>
      concat(Uint8Array.of(0), u32Of(0), Uint8Array.of(pallet, variant), fields, list(topics)),
    ),
  );
}

/** EnclaveBridge.PublishedHash, with the code's fingerprint as its topic as the pallet sets it. */
export function publishedHash(mrEnclave: Uint8Array, hash: Uint8Array, data: Uint8Array): EventFields {
  return { pallet: 54, variant: 4, fields: concat(mrEnclave, hash, bytes(data)), topics: [mrEnclave] };
}

/** System.ExtrinsicSuccess, as the project-built metadata has it. */
export const EXTRINSIC_SUCCESS: EventFields = { pallet: 0, variant: 0, fields: new Uint8Array(), topics: [] };
