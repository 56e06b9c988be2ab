import { toHex, type Hex } from '../bytes/hex.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { readEnvelope, type Envelope } from './dsse.ts';
import { httpsOf, SIGNED_LIMITS } from './plain-text.ts';

/** A statement that a list references instead of containing: a file with its envelope, next to the list. */
export type Reference = {
  readonly uri: string;
  /** Of the file. */
  readonly sha256: Hex;
  readonly bytes: number;
};

/** Every reader requests every file each time, whatever it already has, or its requests would identify it: so they are few. */
export const MAX_REFERENCES = 64;

/** Size of one referenced file, its envelope included. */
export const MAX_REFERENCED_BYTES = 96 * 1024;

/** Files in the order of the list's references; null for one that could not be fetched. */
export type ReferencedFiles = readonly (Uint8Array | null)[];

/** Fetches them. */
export type BringReferenced = (references: readonly Reference[]) => Promise<ReferencedFiles>;

/** For callers without a source of files. */
export const nothingReferenced: BringReferenced = (references) => Promise.resolve(references.map(() => null));

/** A referenced file that is missing or does not match. */
export class ReferenceNotMet extends Malformed {
  constructor({ uri }: Reference, why: string) {
    super(uri, why);
    this.name = 'ReferenceNotMet';
  }
}

/** A member of `statements` that is no envelope. @throws Malformed */
export function readReference(object: JsonObject): Reference {
  const sha256 = object.string('sha256');
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Malformed(`${object.path}.sha256`, 'not a SHA-256');
  const bytes = object.natural('bytes');
  if (bytes === 0 || bytes > MAX_REFERENCED_BYTES) throw new Malformed(`${object.path}.bytes`, 'no length of a statement');
  return { uri: httpsOf(object, 'uri'), sha256, bytes };
}

/** The envelope in a referenced file, after checking that it is that file. @throws ReferenceNotMet, Malformed */
export async function openReferenced(
  crypto: CryptoPort,
  reference: Reference,
  file: Uint8Array | null | undefined,
): Promise<Envelope> {
  if (file === null || file === undefined) throw new ReferenceNotMet(reference, 'could not be had');
  if (file.length !== reference.bytes || toHex(await crypto.digest('sha-256', file)) !== reference.sha256)
    throw new ReferenceNotMet(reference, 'another file than the list names');
  return readEnvelope(parseJsonObject(file, 'referenced', MAX_REFERENCED_BYTES, SIGNED_LIMITS));
}
