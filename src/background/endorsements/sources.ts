import type { VendorSource } from '../api/vendor-source.ts';
import { deviceLedger, type DevicePorts } from '../registry/device-source.ts';
import { amdKds } from './amd-kds.ts';
import { intelPcs } from './intel-pcs.ts';
import type { EndorsementSource } from './source.ts';

/** Manufacturers, which are asked at hosts of their own. */
const MANUFACTURERS: readonly EndorsementSource[] = [intelPcs, amdKds];

/** All sources that may be asked, in order. A new one is a file and a line here. */
export const endorsementSources = (ports: DevicePorts): readonly EndorsementSource[] => [...MANUFACTURERS, deviceLedger(ports)];

/** The manufacturers, as the options page shows them; a chain that holds a device ledger is shown with the registries. */
export const vendorSources = (): readonly VendorSource[] =>
  MANUFACTURERS.map(({ id, hosts, reveals }) => ({ id, hosts: hosts.map((host) => new URL(host).host), reveals }));
