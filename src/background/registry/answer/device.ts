import type { Hex, RegisteredDevice } from '../../../verifier/substrate/index.ts';
import { toRfc3339, type Instant } from '../../../verifier/index.ts';
import type { DeviceEntry, RegistryAnswer } from '../../api/registry-view.ts';

const orNull = (at: Instant | null): string | null => (at === null ? null : toRfc3339(at));

/** A device's record as the popup draws it; dates are RFC 3339. A hostile record is bounded by its decoder. */
export function deviceEntry(key: Hex, device: RegisteredDevice): DeviceEntry {
  return {
    key,
    manufacturer: device.manufacturer,
    model: device.model,
    status: device.status,
    registeredAt: toRfc3339(device.registeredAt),
    validFrom: toRfc3339(device.validFrom),
    validUntil: orNull(device.validUntil),
    revokedAt: orNull(device.revokedAt),
  };
}

/** What a ledger of device keys says about one key, at the chain's own proven time. */
export function deviceAnswer(
  key: Hex,
  device: RegisteredDevice | null,
  chain: { readonly time: Instant; readonly proven: boolean },
): RegistryAnswer {
  if (device === null) return { kind: 'not-registered', proven: chain.proven };
  const entry = deviceEntry(key, device);
  if (device.status === 'revoked') return { kind: 'device-revoked', device: entry };
  const within = chain.time >= device.validFrom && (device.validUntil === null || chain.time <= device.validUntil);
  return within ? { kind: 'device-active', device: entry } : { kind: 'device-out-of-dates', device: entry };
}
