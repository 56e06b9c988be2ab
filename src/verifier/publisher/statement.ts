import { fromHex, type Hex } from '../bytes/hex.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';

/** One thing that a statement is about, with its digests by algorithm (in-toto attestation, DigestSet). */
export type Subject = { readonly name: string; readonly digests: ReadonlyMap<string, Hex> };

/** An in-toto statement: its subjects and its kind. Read only after its signature was verified. */
export type Statement = {
  readonly subjects: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: JsonObject | undefined;
};

/** DSSE payload type of in-toto statements. */
export const IN_TOTO_PAYLOAD = 'application/vnd.in-toto+json';

const STATEMENT_TYPES: readonly string[] = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];

/** The largest statement, in bytes. */
export const MAX_STATEMENT_BYTES = 128 * 1024;
const MAX_SUBJECTS = 256;
const MAX_DIGESTS = 16;
const MAX_NAME_CHARACTERS = 512;

/** UTF-8 JSON → statement. @throws Malformed, also for duplicate keys. */
export function readStatement(bytes: Uint8Array): Statement {
  const statement = parseJsonObject(bytes, 'statement', MAX_STATEMENT_BYTES);
  if (!STATEMENT_TYPES.includes(statement.string('_type'))) throw new Malformed('statement._type', 'not an in-toto statement');
  const subjects = statement.array('subject').objects();
  if (subjects.length === 0 || subjects.length > MAX_SUBJECTS) throw new Malformed('statement.subject', 'none, or too many');
  return {
    subjects: subjects.map(readSubject),
    predicateType: shortText(statement, 'predicateType'),
    predicate: statement.has('predicate') ? statement.object('predicate') : undefined,
  };
}

function readSubject(subject: JsonObject): Subject {
  const digest = subject.object('digest');
  if (digest.names.length > MAX_DIGESTS) throw new Malformed(digest.path, 'too many digests');
  const digests = digest.names.map((name) => [name, readDigest(digest, name)] as const);
  return { name: subject.has('name') ? shortText(subject, 'name') : '', digests: new Map(digests) };
}

/** Lowercase only: code that compares texts would take two spellings of one digest for two entries. */
function readDigest(digest: JsonObject, name: string): Hex {
  const value = digest.string(name);
  if (value === '' || value !== value.toLowerCase()) throw new Malformed(digest.path, 'not a lowercase digest');
  fromHex(value, digest.path);
  return value;
}

/** @throws Malformed when it is longer than any name needs to be. */
export function shortText(object: JsonObject, name: string): string {
  const text = object.string(name);
  if (text.length > MAX_NAME_CHARACTERS) throw new Malformed(`${object.path}.${name}`, 'longer than any name');
  return text;
}
