import type { VendorSource } from '../api/vendor-source.ts';
import { amdKds } from './amd-kds.ts';
import { intelPcs } from './intel-pcs.ts';
import type { EndorsementSource } from './source.ts';

/** Everybody who may be asked, in order. A new one is a file and a line here. */
export const SOURCES: readonly EndorsementSource[] = [intelPcs, amdKds];

/** The same, as options show it. */
export const vendorSources = (): readonly VendorSource[] =>
  SOURCES.map(({ id, hosts, reveals }) => ({ id, hosts: hosts.map((host) => new URL(host).host), reveals }));
