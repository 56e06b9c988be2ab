import type { Layout } from './layout.ts';
import { chutes1, chutesRelayed1 } from './layouts/chutes-1.ts';
import { aci1, dstackIngress, dstackRaTls, dstackZt } from './layouts/dstack.ts';
import { near1 } from './layouts/near-1.ts';
import { evervault1, maple1, nitriding1 } from './layouts/nitro-keys.ts';
import { integriteeAccount, oeClaims, raTls, raTlsClaims } from './layouts/ra-tls.ts';
import { sealmark1 } from './layouts/sealmark-1.ts';
import { secretvm1 } from './layouts/secretvm-1.ts';
import { tinfoil2 } from './layouts/tinfoil-2.ts';
import { tinfoil3June } from './layouts/tinfoil-3-june.ts';
import { tinfoil3 } from './layouts/tinfoil-3.ts';

/** Every layout that is read. A new one is a file and a line here. */
const layouts = [
  sealmark1,
  tinfoil2,
  tinfoil3June,
  tinfoil3,
  near1,
  chutes1,
  chutesRelayed1,
  dstackRaTls,
  dstackZt,
  dstackIngress,
  aci1,
  secretvm1,
  evervault1,
  maple1,
  nitriding1,
  raTls,
  raTlsClaims,
  oeClaims,
  integriteeAccount,
] as const;

type Listed = (typeof layouts)[number];

/** Name of a layout, as the binding states it. */
export type LayoutId = Listed['id'];

type FieldsOf<L> = L extends Layout<string, infer Fields> ? Fields : never;

/**
 * What was sent with evidence under one of the layouts, or was read from it: a hint until the evidence is found to contain it.
 */
export type BindingUnder<Id extends LayoutId = LayoutId> = {
  [L in Listed as L['id']]: { readonly layout: L['id'] } & FieldsOf<L>;
}[Id];

/** A layout with its field types forgotten, to serve a binding of any layout. */
export type AnyLayout = Layout<LayoutId, BindingUnder>;

/** Every layout by its name: none can be left out of the record. */
export type Layouts = Readonly<Record<LayoutId, AnyLayout>>;

/** The layouts by name. */
// The fields that a layout reads are those of the bindings that name it, which a table by id cannot express; nor does
// Object.fromEntries know that each id of the list has its entry.
export const LAYOUTS = Object.fromEntries(layouts.map((layout) => [layout.id, layout])) as unknown as Layouts;
