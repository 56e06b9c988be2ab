import type { CryptoPort } from '../crypto/port.ts';
import type { Commitment, KeyUse } from './commitment.ts';
import { LAYOUTS, type LayoutId, type Layouts } from './layouts.ts';

/**
 * What the site says its evidence commits to. A hint until `bindingDigest` of it equals what stands in the evidence:
 * only then did the measured code choose these values, as far as the layout covers them.
 */
export type Binding = Commitment & { readonly layout: LayoutId };

/**
 * The origin without the dot that may end a host name: `https://host.` is the same host (RFC 1034, section 3.1), though
 * browsers keep its pages apart.
 */
export function canonicalOrigin(origin: string): string {
  return origin.replace(/^(https:\/\/[^/:]*[^/:.])\.(?=:\d+$|$)/, '$1');
}

/** The bytes that the evidence must hold under the binding's layout. @throws Malformed when the origin is not ASCII. */
export function bindingDigest(crypto: CryptoPort, binding: Binding, layouts: Layouts = LAYOUTS): Promise<Uint8Array> {
  return layouts[binding.layout].digest(crypto, binding);
}

/** What a binding holds once its digest was found in the evidence: the parts that its layout covers. */
export type Committed = {
  /** Null where the layout does not cover it. */
  readonly origin: string | null;
  /** Empty where the evidence was made for nobody in particular, or the layout does not cover it. */
  readonly nonce: Uint8Array;
  keysFor(use: KeyUse): readonly Uint8Array[];
};

/** Leaves out of a binding whatever its layout does not cover: the evidence says nothing about that. */
export function committed(binding: Binding, layouts: Layouts = LAYOUTS): Committed {
  const { covers } = layouts[binding.layout];
  return {
    origin: covers.origin ? binding.origin : null,
    nonce: covers.nonce ? binding.nonce : new Uint8Array(),
    keysFor: (use) => (covers[use] ? binding.keys.filter((one) => one.use === use).map(({ key }) => key) : []),
  };
}
