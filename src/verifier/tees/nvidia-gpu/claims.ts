import { toHex } from '../../bytes/hex.ts';
import type { Claims, Measurement } from '../../claims.ts';
import type { Authenticated } from './authenticated.ts';
import type { Published } from './firmware.ts';
import { spdmIndex } from './measurements.ts';

/** Name of a measurement: the device's position in the list, and the index as in the reference files. */
const register = (at: number, index: number): string => `DEVICE${String(at)}_${String(index)}`;

/** A device, and what the reference files say about its firmware. */
export type Appraised = { readonly found: Authenticated; readonly published: Published };

/** Authenticated devices → claims. The nonce is the one in all reports, or none. */
export function claimsOf(appraised: readonly Appraised[]): Claims {
  const devices = appraised.map(({ found }) => found);
  const nonces = new Set(devices.map(({ device }) => toHex(device.report.nonce)));
  const [nonce = null, ...others] = nonces;
  return {
    measurements: devices.flatMap(measurementsOf),
    hostChosen: [],
    runTime: [],
    explained: [],
    reportData: null,
    nonce: others.length === 0 ? nonce : null,
    debug: devices.some(({ identity }) => identity?.flags?.debug === true),
    tcb: { advisories: [] },
    madeAt: null,
    details: Object.assign({ devices: devices.length }, ...appraised.map(detailsOf)) as Claims['details'],
  };
}

function measurementsOf({ at, device }: Authenticated): readonly Measurement[] {
  return [...device.report.blocks.values()].map(({ index, value }) => ({
    register: register(at, index - spdmIndex(0)),
    value: toHex(value),
  }));
}

const listed = (indices: readonly number[]): string | undefined =>
  indices.length === 0 ? undefined : indices.toSorted((a, b) => a - b).join(', ');

function detailsOf({ found, published }: Appraised): Claims['details'] {
  const { at, device, chain, model } = found;
  const { opaque } = device;
  const facts: Readonly<Record<string, string | undefined>> = {
    kind: model?.kind,
    chip: model?.chip,
    // The boot ROM's certificate is unique to the device: its serial number identifies it.
    serial: toHex(chain[1]?.serial ?? new Uint8Array()),
    ...('newer' in opaque
      ? { 'opaque data': opaque.newer }
      : {
          driver: opaque.driverVersion,
          vbios: opaque.vbiosVersion,
          board: opaque.board,
          mode: opaque.featureFlag ?? (opaque.protectedPcie === 'enabled' ? 'PPCIE' : undefined),
        }),
    'vbios reference': published.vbios,
    'driver reference': published.driver,
    'indices as published': listed(published.indices.matching),
    'indices that differ': listed(published.indices.differing),
    'indices in no reference file': listed(published.indices.unlisted),
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [[`device ${String(at)} ${name}`, value]])),
  );
}
