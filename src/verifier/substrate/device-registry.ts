import { toHex, type Hex } from '../bytes/hex.ts';
import { ScaleReader } from '../encoding/scale.ts';
import { instant, type Instant } from '../time.ts';
import { storageKey } from './storage-key.ts';
import { lenientText } from './teerex.ts';

/**
 * One device key of open hardware, as its manufacturer registered it (docs/REGISTRY.md, the deviceRegistry pallet). The pallet
 * copies `manufacturer` from its own list of admitted accounts, so it is not the registrant's own claim.
 */
export type RegisteredDevice = {
  /** The account that registered the key and may revoke it. */
  readonly account: Hex;
  readonly manufacturer: string;
  readonly model: string;
  readonly status: 'active' | 'revoked';
  readonly registeredAt: Instant;
  readonly validFrom: Instant;
  /** Null: open-ended. */
  readonly validUntil: Instant | null;
  /** Null exactly while active. */
  readonly revokedAt: Instant | null;
};

const MAX_TEXT_BYTES = 64;

/** Value of DeviceRegistry.Devices → device. @throws Malformed */
export function readRegisteredDevice(bytes: Uint8Array): RegisteredDevice {
  const reader = new ScaleReader(bytes, 'device');
  const moment = (field: string): Instant => instant(reader.safeU64(field));
  const account = toHex(reader.fixed('account', 32));
  const manufacturer = lenientText(reader.bytes('manufacturer', MAX_TEXT_BYTES));
  const model = lenientText(reader.bytes('model', MAX_TEXT_BYTES));
  const status = reader.oneOf('status', ['active', 'revoked']);
  const registeredAt = moment('registered at');
  const validFrom = moment('valid from');
  const validUntil = reader.option('valid until', () => moment('valid until'));
  const revokedAt = reader.option('revoked at', () => moment('revoked at'));
  reader.end();
  return { account, manufacturer, model, status, registeredAt, validFrom, validUntil, revokedAt };
}

/** Which of the pallet's maps: keys of devices, or keys with which manufacturers sign for their devices. Same records. */
export type DeviceMap = 'Devices' | 'ManufacturerKeys';

/** The storage key of a device key, from its 32 bytes. */
export function deviceKey(publicKey: Uint8Array, map: DeviceMap = 'Devices'): Uint8Array {
  return storageKey('DeviceRegistry', map, { hasher: 'blake2-128-concat', key: publicKey });
}
