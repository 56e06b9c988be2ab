import type { CryptoPort } from '../crypto/port.ts';
import type { KeyUse } from './commitment.ts';
import type { Instant } from '../time.ts';
import type { NonceForm } from './nonce-form.ts';
import type { TlsKey } from './tls-key.ts';

/** What evidence can commit to: each part of a binding, its keys by use, and keys of protocols other than TLS. */
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

/** For each part, whether evidence under this layout commits to it. What is not covered stays unknown. */
export type Covers = Readonly<Record<BindingPart, boolean>>;

/** Exactly these parts. */
export const covering = (...parts: readonly BindingPart[]): Covers =>
  // Object.fromEntries loses the type of its keys.
  Object.fromEntries(Object.keys(BINDING_PARTS).map((part) => [part, parts.some((one) => one === part)])) as Covers;

/** A key that a service uses inside its TLS connection: for its own encryption of requests, or to sign answers. */
export type EncryptionKey = {
  readonly form: 'x25519' | 'ed25519' | 'secp256k1-address' | 'p256-spki' | 'ml-kem-768';
  readonly key: Uint8Array;
};

/** What evidence must contain to commit to a binding. */
export type Expected = {
  /** Report data (report_data, user_data, data), or the dedicated field of a Nitro document for a public key. */
  readonly slot: 'report-data' | 'public-key';
  /** Any one of these. */
  readonly anyOf: readonly Uint8Array[];
  /** Any one of these, in a layout where it marks evidence made without a nonce: it commits to no nonce. */
  readonly withoutNonce?: readonly Uint8Array[];
  /** What may follow it, to the end of the slot. */
  readonly then: 'nothing' | 'zeros' | 'anything';
  /** Why the data attached to the evidence is inconsistent, so that nothing is concluded either way. */
  readonly unproven?: 'file-not-listed';
  /** Expiry of the keys, according to the committed data: after that nothing is concluded from them. */
  readonly until?: Instant;
  /**
   * What it means if none of these is present, in a form that names no digest and whose users choose their own: nothing. Left out
   * if the form is fixed: then the evidence commits to something else.
   */
  readonly otherwise?: 'other-digest';
  /** A flaw in the answer around the evidence, which still proves this binding: a warning at most. */
  readonly flaw?: 'envelope-signature' | 'stated-hashes';
};

/** What a binding says that evidence commits to, before verification. An absent part says nothing. */
export type Stated = {
  readonly origin?: string;
  readonly nonce?: Uint8Array;
  readonly tls?: readonly TlsKey[];
  readonly encryption?: readonly EncryptionKey[];
  readonly keys?: readonly { readonly use: Exclude<KeyUse, 'tls'>; readonly key: Uint8Array }[];
};

/** How evidence contains a binding: a file under `layouts/` and one line in `layouts.ts`. */
export type Layout<Id extends string, Fields> = {
  /** The member `layout` of a binding (docs/PROTOCOL.md section 3). */
  readonly id: Id;
  /** The parts that the evidence commits to. The rest is unknown, whatever the site says. */
  readonly covers: Covers;
  /**
   * In which form evidence contains the nonce, and where: in the slot's committed data, or in a field of its own (Nitro) that the
   * claims report.
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
