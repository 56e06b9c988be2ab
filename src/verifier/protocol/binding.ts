import type { CryptoPort } from '../crypto/port.ts';
import type { Commitment, KeyUse } from './commitment.ts';
import type { EncryptionKey } from './layout.ts';
import { LAYOUTS, type BindingUnder, type Layouts } from './layouts.ts';
import { commitmentDigest } from './layouts/sealmark-1.ts';
import type { TlsKey } from './tls-key.ts';

/**
 * What the site says its evidence commits to, in our own document (docs/PROTOCOL.md section 3). A hint until its digest is found
 * in the evidence: only then did the measured code choose these values.
 */
export type Binding = Commitment & { readonly layout: 'sealmark-1' };

/** The same under any layout: sent with the evidence in another format, or read from it. */
export type AnyBinding = BindingUnder;

/** The bytes that evidence contains under our own layout. @throws Malformed when the origin is not ASCII. */
export const bindingDigest = (crypto: CryptoPort, binding: Binding): Promise<Uint8Array> => commitmentDigest(crypto, binding);

/** What a binding contains once it was found in the evidence: the parts that its layout covers. */
export type Committed = {
  /** Null where the layout does not cover it. */
  readonly origin: string | null;
  /** Empty where the evidence was made for no particular visitor, or the layout does not cover it. */
  readonly nonce: Uint8Array;
  readonly tls: readonly TlsKey[];
  readonly encryption: readonly EncryptionKey[];
  keysFor(use: Exclude<KeyUse, 'tls'>): readonly Uint8Array[];
};

/** Removes from a binding whatever its layout does not cover: the evidence says nothing about that. */
export function committed(binding: AnyBinding, layouts: Layouts = LAYOUTS): Committed {
  const layout = layouts[binding.layout];
  const { covers } = layout;
  const stated = layout.states(binding);
  return {
    origin: covers.origin ? (stated.origin ?? null) : null,
    nonce: (covers.nonce ? stated.nonce : undefined) ?? new Uint8Array(),
    tls: covers.tls ? (stated.tls ?? []) : [],
    encryption: covers.encryption ? (stated.encryption ?? []) : [],
    keysFor: (use) => (covers[use] ? (stated.keys ?? []).filter((one) => one.use === use).map(({ key }) => key) : []),
  };
}
