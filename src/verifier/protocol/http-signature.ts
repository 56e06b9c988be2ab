import { fromBase64, toBase64 } from '../bytes/base64.ts';
import {
  readDictionary,
  writeInnerList,
  writeItem,
  type InnerList,
  type Item,
  type Parameters,
} from '../encoding/structured-field.ts';
import { Malformed } from '../malformed.ts';
import { componentsOf, DIGEST_FIELD, fieldValue, signatureBase, type SignedMessage } from './signed-components.ts';

/**
 * One signature over a response (RFC 9421), in a profile that is a subset of what browsers check themselves (Signature-based
 * Integrity): docs/PROTOCOL.md section 10. Read, not yet verified.
 */
export type ResponseSignature = {
  /** Raw Ed25519 key, 32 bytes. */
  readonly key: Uint8Array;
  /** Seconds since 1970. */
  readonly created: number;
  readonly expires: number;
  readonly signature: Uint8Array;
  /** What was signed. */
  readonly base: Uint8Array;
  /** SHA-256 of the body, before content coding. */
  readonly bodyDigest: Uint8Array;
};

/** Browsers check signatures with this tag themselves: a page whose signature fails is not shown. */
const TAG = 'ed25519-integrity';
/** Longest life of a signature (seconds): within it, whoever terminates TLS can replay an old response. */
export const MAX_SIGNATURE_LIFE_S = 24 * 60 * 60;
/** Maximum signatures of the profile to read. */
const MAX_SIGNATURES = 4;
const MAX_COMPONENTS = 64;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const DIGEST_BYTES = 32;
/** The label under which our own writer puts the signature in the two fields. */
const LABEL = 'sealmark';
const INPUT = 'signature-input';

/**
 * A response's signatures of this profile; empty if it has only others, or none. @throws Malformed for malformed fields, and for
 * a signature with the profile's tag that breaks the profile
 */
export function readResponseSignatures(message: SignedMessage): readonly ResponseSignature[] {
  const input = fieldValue(message, INPUT);
  if (input === null) return [];
  const inputs = [...readDictionary(input, INPUT)].filter(([, { parameters }]) => tagOf(parameters) === TAG);
  if (inputs.length > MAX_SIGNATURES) throw new Malformed(INPUT, 'too many signatures');
  if (inputs.length === 0) return [];
  const signatures = readDictionary(fieldValue(message, 'signature') ?? '', 'signature');
  const bodyDigest = digestIn(fieldValue(message, DIGEST_FIELD) ?? '');
  return inputs.map(([label, member]) => ({
    ...parametersIn(member.parameters),
    signature: bytesIn(signatures.get(label), 'signature', SIGNATURE_BYTES),
    base: baseOf(message, member),
    bodyDigest,
  }));
}

function baseOf(message: SignedMessage, member: Item | InnerList): Uint8Array {
  if (member.kind !== 'inner-list' || member.items.length > MAX_COMPONENTS)
    throw new Malformed(INPUT, 'no list of components, or too many');
  const components = member.items.map((item) => {
    if (item.value.kind !== 'string') throw new Malformed(INPUT, 'a component that is no string');
    return writeItem(item);
  });
  const covered = new Set(components);
  if (covered.size !== components.length) throw new Malformed(INPUT, 'a component twice');
  const missing = componentsOf(message).find((one) => !covered.has(one));
  if (missing !== undefined) throw new Malformed(INPUT, `does not cover ${missing}`);
  return signatureBase(message, components, writeInnerList(member));
}

function tagOf(parameters: Parameters): string | null {
  const tag = parameters.get('tag');
  return tag?.kind === 'string' ? tag.value : null;
}

const PARAMETERS: ReadonlySet<string> = new Set(['created', 'expires', 'keyid', 'tag']);

/** Exactly these four, in any order: browsers refuse `alg`, and a nonce would have to come from the request. */
function parametersIn(parameters: Parameters): Pick<ResponseSignature, 'key' | 'created' | 'expires'> {
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw new Malformed(INPUT, `parameter ${unknown}`);
  const [created, expires, keyid] = [parameters.get('created'), parameters.get('expires'), parameters.get('keyid')];
  if (created?.kind !== 'integer' || expires?.kind !== 'integer' || keyid?.kind !== 'string')
    throw new Malformed(INPUT, 'without created, expires and keyid');
  const life = expires.value - created.value;
  if (created.value < 0 || life <= 0 || life > MAX_SIGNATURE_LIFE_S) throw new Malformed(INPUT, 'no life, or one of over a day');
  const key = fromBase64(keyid.value, INPUT);
  if (key.length !== KEY_BYTES) throw new Malformed(INPUT, 'keyid is no Ed25519 key');
  return { key, created: created.value, expires: expires.value };
}

/** One digest, of an algorithm that browsers check; nothing would verify additional ones. */
function digestIn(text: string): Uint8Array {
  const digests = readDictionary(text, DIGEST_FIELD);
  if (digests.size !== 1) throw new Malformed(DIGEST_FIELD, 'not one digest');
  return bytesIn(digests.get('sha-256'), DIGEST_FIELD, DIGEST_BYTES);
}

function bytesIn(member: Item | InnerList | undefined, field: string, length: number): Uint8Array {
  if (member?.kind !== 'item' || member.value.kind !== 'bytes' || member.parameters.size > 0)
    throw new Malformed(field, 'not bytes without parameters');
  if (member.value.value.length !== length) throw new Malformed(field, 'bytes of another length');
  return member.value.value;
}

/** `Unencoded-Digest` of a body. @param digest its SHA-256 */
export const digestField = (digest: Uint8Array): readonly [string, string] => [DIGEST_FIELD, `sha-256=:${toBase64(digest)}:`];

/** What a key holder signs over a response that already has its digest, and the fields that then carry the signature. */
export type Unsigned = {
  readonly base: Uint8Array<ArrayBuffer>;
  readonly fieldsWith: (signature: Uint8Array) => readonly (readonly [string, string])[];
};

/** @param key raw Ed25519 key @param created seconds since 1970 @throws Malformed for a response that no signature of the profile covers */
export function unsignedResponse(
  message: SignedMessage,
  { key, created, expires }: Pick<ResponseSignature, 'key' | 'created' | 'expires'>,
): Unsigned {
  const components = componentsOf(message);
  const life = `created=${String(created)};expires=${String(expires)}`;
  const parameters = `(${components.join(' ')});${life};keyid="${toBase64(key)}";tag="${TAG}"`;
  return {
    base: signatureBase(message, components, parameters),
    fieldsWith: (signature) => [
      [INPUT, `${LABEL}=${parameters}`],
      ['signature', `${LABEL}=:${toBase64(signature)}:`],
    ],
  };
}
