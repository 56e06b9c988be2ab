import type { CryptoPort } from '../crypto/port.ts';
import type { KeyUse } from './commitment.ts';
import type { Instant } from '../time.ts';
import type { NonceForm } from './nonce-form.ts';
import type { TlsKey } from './tls-key.ts';

/** What evidence can commit to: each part of a binding, its keys by their use, and keys of other protocols than TLS. */
export type BindingPart = 'origin' | 'nonce' | KeyUse | 'encryption';

const BINDING_PARTS: Readonly<Record<BindingPart, true>> = {
  origin: true,
  nonce: true,
  tls: true,
  'http-signature': true,
  challenge: true,
  registry: true,
  accelerators: true,
  'script-hashes': true,
  script: true,
  'page-policy': true,
  encryption: true,
};

export type Covers = Readonly<Record<BindingPart, boolean>>;

/** These parts and no others. */
export const covering = (...parts: readonly BindingPart[]): Covers =>
  // Object.fromEntries forgets that every part has its entry.
  Object.fromEntries(Object.keys(BINDING_PARTS).map((part) => [part, parts.some((one) => one === part)])) as Covers;

/** A key that a service uses under its TLS connection: for its own encryption of requests, or to sign answers. */
export type EncryptionKey = {
  readonly form: 'x25519' | 'ed25519' | 'secp256k1-address' | 'p256-spki' | 'ml-kem-768';
  readonly key: Uint8Array;
};

/** What must stand in evidence for a binding to be the one that it commits to. */
export type Expected = {
  /** Report data (report_data, user_data, data), or the field of its own that a Nitro document has for a public key. */
  readonly slot: 'report-data' | 'public-key';
  /** Any one of these. */
  readonly anyOf: readonly Uint8Array[];
  /** Any one of these, in a layout that says so of evidence that was made for nobody in particular: it commits to no nonce. */
  readonly withoutNonce?: readonly Uint8Array[];
  /** What may follow it to the end of the slot. */
  readonly then: 'nothing' | 'zeros' | 'anything';
  /** Why what came beside the evidence does not fit together, so that nothing is concluded from it either way. */
  readonly unproven?: 'file-not-listed';
  /** The keys are good until then, as what it commits to says: after that nothing is concluded from them. */
  readonly until?: Instant;
  /**
   * What it means that none of these stands there, in a form that names no digest and whose users choose their own: nothing. Left
   * out where the form is fixed: then the evidence commits to something else.
   */
  readonly otherwise?: 'other-digest';
  /** What does not hold of the answer around the evidence, which proves this binding all the same: a warning at most. */
  readonly flaw?: 'envelope-signature' | 'stated-hashes';
};

/** What a binding says that evidence commits to, before anything of it is believed. A part left out says nothing. */
export type Stated = {
  readonly origin?: string;
  readonly nonce?: Uint8Array;
  readonly tls?: readonly TlsKey[];
  readonly encryption?: readonly EncryptionKey[];
  readonly keys?: readonly { readonly use: Exclude<KeyUse, 'tls'>; readonly key: Uint8Array }[];
};

/** How a binding stands in evidence: a file under `layouts/` and one line in `layouts.ts`. */
export type Layout<Id extends string, Fields> = {
  /** The member `layout` of a binding (docs/PROTOCOL.md section 3). */
  readonly id: Id;
  /** Which parts the evidence commits to. The rest is unknown, whatever the site says of it. */
  readonly covers: Covers;
  /**
   * In which form evidence holds the nonce, and where: in what the slot commits to, or in a field of its own (Nitro), of
   * which the claims tell.
   */
  readonly nonce: { readonly form: NonceForm; readonly in: 'commitment' | 'field' };
  /** Whose end of the connection the TLS key is: the service's, or a gateway's that passes on what it reads. */
  readonly ends: 'service' | 'gateway';
  /** @throws Malformed when nothing is defined for these fields */
  expected(crypto: CryptoPort, fields: Fields): Promise<Expected> | Expected;
  states(fields: Fields): Stated;
};

/** Keeps the literal id and the fields, so that the unions in layouts.ts can be derived from the list. */
export const defineLayout = <const Id extends string, Fields>(
  layout: Pick<Layout<Id, Fields>, 'id' | 'covers' | 'expected' | 'states'> & Partial<Pick<Layout<Id, Fields>, 'nonce' | 'ends'>>,
): Layout<Id, Fields> => ({ nonce: { form: 'bytes', in: 'commitment' }, ends: 'service', ...layout });
