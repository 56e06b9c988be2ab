import { fromHex } from '../bytes/hex.ts';
import { concat } from '../bytes/equal.ts';
import { instant, toRfc3339, type Instant } from '../time.ts';
import { issue, selfSigned, type CertificateRequest, type Issued } from './authority.ts';
import * as cbor from './cbor-writer.ts';
import { p384Key, type TestKey } from './keys.ts';

/** Builds Nitro attestation documents, including invalid ones: every certificate, field and header can be replaced. */

const HOUR = 3_600_000;
const before = (now: Instant, hours: number): string => toRfc3339(instant(now - hours * HOUR));
const after = (now: Instant, hours: number): string => toRfc3339(instant(now + hours * HOUR));

/** A certificate below the root, from the region's to the enclave's own. */
export type Tier = 'regional' | 'zonal' | 'instance' | 'leaf';

/** The time around which a chain is valid, and what is wrong with it. */
export type NitroChainRequest = {
  readonly now: Instant;
  /** Distinguishes a root from another of the same name. */
  readonly seed?: string;
  readonly alter?: Readonly<Partial<Record<Tier, Partial<CertificateRequest>>>>;
  /** Signs that tier in place of its issuer. */
  readonly signWith?: Readonly<Partial<Record<Tier, TestKey>>>;
};

/** A whole chain; `intermediates` in the order of a `cabundle`, without the root. */
export type NitroChain = { readonly root: Issued; readonly intermediates: readonly Issued[]; readonly leaf: Issued };

/** Root, regional, zonal, instance, leaf: lifetimes and path lengths as measured on genuine documents. */
export function nitroChain({ now, seed = 'lab', alter, signWith }: NitroChainRequest): NitroChain {
  const root = selfSigned({ subject: 'test.nitro-enclaves', key: p384Key(`nitro root ${seed}`) });
  const tiers = [
    ['regional', 'test-1.test.nitro-enclaves', 240, 240, 2],
    ['zonal', 'zonal.test-1.test.nitro-enclaves', 48, 96, 1],
    ['instance', 'i-0test.test-1.test.nitro-enclaves', 3, 21, 0],
  ] as const;
  const intermediates: Issued[] = [];
  let issuer = root;
  for (const [tier, subject, from, until, pathLength] of tiers) {
    const usual = { subject, key: p384Key(`nitro ${tier} ${seed}`), ca: true, pathLength };
    const dates = { notBefore: before(now, from), notAfter: after(now, until) };
    issuer = issue(issuer, { ...usual, ...dates, ...alter?.[tier] }, signWith?.[tier]);
    intermediates.push(issuer);
  }
  const usual = { subject: 'i-0test-enc0test.test-1.test', key: p384Key(`nitro leaf ${seed}`) };
  const dates = { notBefore: before(now, 0.1), notAfter: after(now, 2.9) };
  return { root, intermediates, leaf: issue(issuer, { ...usual, ...dates, ...alter?.leaf }, signWith?.leaf) };
}

const filled = (byte: number): Uint8Array => new Uint8Array(48).fill(byte);

/** Registers as an enclave's: image, kernel, application, parent's role, parent; the others zero. */
export const NITRO_PCRS: Readonly<Record<number, Uint8Array>> = Object.fromEntries(
  Array.from({ length: 16 }, (_, index) => [index, filled(index < 5 ? 0x10 + index : 0)]),
);

/** PCRs as the payload has them: index → bytes. */
export const pcrMap = (pcrs: Readonly<Record<number, Uint8Array>>): Uint8Array =>
  cbor.map(Object.entries(pcrs).map(([index, value]) => [cbor.int(Number(index)), cbor.bytes(value)]));

/** Payload fields by name, each a complete CBOR item; in AWS's order. */
export type PayloadFields = Readonly<Record<string, Uint8Array>>;

/** What differs from a good document. The payload's fields are those of the Nitro Secure Module API. */
export type NitroDocumentRequest = NitroChainRequest & {
  /** In place of one made for this request. */
  readonly chain?: NitroChain;
  readonly pcrs?: Readonly<Record<number, Uint8Array>>;
  readonly timestamp?: number;
  readonly publicKey?: Uint8Array;
  readonly userData?: Uint8Array;
  readonly nonce?: Uint8Array;
  /** Applied last to the payload's fields. */
  readonly fields?: (fields: PayloadFields) => PayloadFields;
  /** Applied last to the payload's bytes, before signing. */
  readonly payload?: (payload: Uint8Array) => Uint8Array;
  /** As AWS has written payloads since January 2026. */
  readonly indefinite?: boolean;
  readonly protectedHeader?: Uint8Array;
  readonly unprotected?: Uint8Array;
  /** Signs the document in place of the leaf's key. */
  readonly documentKey?: TestKey;
  readonly signature?: (signature: Uint8Array) => Uint8Array;
};

/** {1: −35}: ES384. */
export const ES384 = fromHex('a1013822', 'header');

const optional = (value: Uint8Array | undefined): Uint8Array => (value === undefined ? cbor.nil : cbor.bytes(value));

function payloadOf(request: NitroDocumentRequest, chain: NitroChain): Uint8Array {
  const bundle = [chain.root, ...chain.intermediates].map(({ certificate }) => cbor.bytes(certificate));
  const usual: PayloadFields = {
    module_id: cbor.text('i-0test-enc0test'),
    digest: cbor.text('SHA384'),
    timestamp: cbor.int(request.timestamp ?? request.now),
    pcrs: pcrMap(request.pcrs ?? NITRO_PCRS),
    certificate: cbor.bytes(chain.leaf.certificate),
    cabundle: cbor.array(...bundle),
    public_key: optional(request.publicKey),
    user_data: optional(request.userData),
    nonce: optional(request.nonce),
  };
  const entries = Object.entries(request.fields?.(usual) ?? usual).map(([key, value]) => [cbor.text(key), value] as const);
  const payload = request.indefinite === true ? cbor.indefiniteMap(entries) : cbor.map(entries);
  return request.payload?.(payload) ?? payload;
}

/** The four parts of the COSE_Sign1, each a complete item. */
export function nitroParts(request: NitroDocumentRequest): readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array] {
  const chain = request.chain ?? nitroChain(request);
  const header = cbor.bytes(request.protectedHeader ?? ES384);
  const payload = cbor.bytes(payloadOf(request, chain));
  const signed = concat(Uint8Array.of(0x84), cbor.text('Signature1'), header, cbor.bytes(new Uint8Array()), payload);
  const signature = (request.documentKey ?? chain.leaf.key).sign(signed);
  return [header, request.unprotected ?? cbor.map([]), payload, cbor.bytes(request.signature?.(signature) ?? signature)];
}

/** A document as hardware writes it: untagged. */
export function nitroDocument(request: NitroDocumentRequest): Uint8Array {
  return cbor.array(...nitroParts(request));
}
