import type { Adapter } from './adapter.ts';
import { aci } from './adapters/aci.ts';
import { dstackGateway } from './adapters/dstack-gateway.ts';
import { dstackIngress } from './adapters/dstack-ingress.ts';
import { evervault } from './adapters/evervault.ts';
import { maple } from './adapters/maple.ts';
import { nitriding } from './adapters/nitriding.ts';
import { raTls } from './adapters/ra-tls.ts';
import { secretvm } from './adapters/secretvm.ts';
import { chutes } from './adapters/chutes.ts';
import { aggregators } from './adapters/aggregators.ts';
import { near } from './adapters/near.ts';
import { redpill } from './adapters/redpill.ts';
import { tinfoil } from './adapters/tinfoil.ts';

/** Every other format that is read. A new one is a file and a line here. */
const list = [
  tinfoil,
  near,
  dstackIngress,
  dstackGateway,
  aci,
  evervault,
  secretvm,
  maple,
  nitriding,
  raTls,
  aggregators,
  chutes,
  redpill,
] as const satisfies readonly Adapter[];

/** Name of a format, as it is stored and written in the directory. */
export type AdapterId = (typeof list)[number]['id'];

/** The list, with each adapter's own types forgotten. */
export const adapters: readonly Adapter<AdapterId>[] = list;

/** The adapter of this name; undefined for one that this release does not have. */
export const adapterNamed = (name: string): Adapter<AdapterId> | undefined => adapters.find(({ id }) => id === name);
