import { fromBase64, fromBase64Url, toBase64Url } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import { parseRfc3339 } from '../time.ts';
import { openKey, type AuditKey } from './audit-key.ts';
import { inLanes } from '../lanes.ts';
import { isSignedByAny, readEnvelope, type CheckBudget, type Envelope } from './dsse.ts';
import { dateOf, statementDigest } from './fields.ts';
import { REVOCATION_REASONS, type AuditList, type Denial, type KeySet, type Revocation } from './list.ts';
import { MAX_LISTED_PROOFS, readListedProof } from './listed-proof.ts';
import { measurementDigest, readMeasurement } from './measurement.ts';
import { httpsOf, isHttps, lineOf, linesOf, objectsOf, optional, SIGNED_LIMITS, textsOf } from './plain-text.ts';
import { readStatement } from './read-statement.ts';
import { MAX_REFERENCES, openReferenced, readReference, type BringReferenced } from './reference.ts';
import type { Statement } from './statement.ts';
import { LIST_TYPE, STATEMENT_MEDIA_TYPE } from './vocabulary.ts';

/** Longest list, with its envelope. */
export const MAX_LIST_BYTES = 2 * 1024 * 1024;

/** Statements and references of one list, together. */
export const MAX_STATEMENTS = 5000;

/** Revoked statements in one list. */
export const MAX_REVOKED = 5000;

/** Denials in one list. */
export const MAX_DENIED = 1000;

const MAX_KEYS = 16;
const MAX_MIRRORS = 8;
const MAX_TITLE_CHARACTERS = 120;
const MAX_TEXT_CHARACTERS = 300;
const DAY_MS = 24 * 60 * 60 * 1000;
/** For the statements of one list: some for each, since a key may have been replaced, and no more than a few seconds of them. */
const MAX_CHECKS = 4 * MAX_STATEMENTS;
/**
 * Statements in hand at once: enough that the platform has signatures to verify even while this thread collects garbage, and few
 * enough to be out of memory soon.
 */
const LANES = 64;

/** A month: the longest interval between requests that a list may ask for. */
export const MAX_REFRESH_HOURS = 31 * 24;
/** A list that never expired could be frozen for ever. */
const MAX_LIFE_MS = 366 * DAY_MS;
const MAX_VERSION = 2 ** 48;
const MAIL = /^mailto:[A-Za-z0-9._+-]{1,64}@[a-z0-9.-]{1,190}$/;

/** A statement of a list that none of the list's own keys signed: another auditor's, say. */
export class StatementSignature extends Malformed {
  constructor(index: number) {
    super(`list.statements[${String(index)}]`, 'no key of this list signed it');
    this.name = 'StatementSignature';
  }
}

/**
 * The payload of an envelope whose signatures hold → the list, with every statement verified and read.
 * @param statements `verify`: each under a key that the list names; `kept`: that was done when the list came, and these are its bytes
 * @param referenced what brings the files of statements that the list names and does not hold
 * @throws Malformed, `StatementSignature`, `ReferenceNotMet`; `Unsupported` for a newer form
 */
export async function readList(
  crypto: CryptoPort,
  payload: Uint8Array,
  statements: 'verify' | 'kept',
  referenced: BringReferenced,
): Promise<AuditList> {
  const json = parseJsonObject(payload, 'list', MAX_LIST_BYTES, SIGNED_LIMITS);
  const type = json.string('type');
  if (type !== LIST_TYPE) throw notThisType(type);
  const keys = readKeys(json.object('keys'));
  const issued = dateOf(json, 'issued');
  const expires = dateOf(json, 'expires');
  const life = parseRfc3339(expires, 'list.expires') - parseRfc3339(issued, 'list.issued');
  if (life <= 0 || life > MAX_LIFE_MS) throw new Malformed('list.expires', 'not within a year of its issue');
  const version = json.natural('version');
  if (version > MAX_VERSION) throw new Malformed('list.version', 'larger than any version');
  const listed = objectsOf(json, 'statements', MAX_STATEMENTS);
  const references = listed.filter((one) => one.has('uri')).map(readReference);
  if (references.length > MAX_REFERENCES) throw new Malformed('list.statements', 'more by reference than are fetched');
  const files = references.length === 0 ? [] : await referenced(references);
  const envelopes = [
    ...listed.filter((one) => !one.has('uri')).map((one) => () => readEnvelope(one)),
    ...references.map((one, index) => () => openReferenced(crypto, one, files[index])),
  ];
  const believed = statements === 'kept' ? null : { keys: [...keys.current, ...keys.retired], budget: { left: MAX_CHECKS } };
  const read = await inLanes(envelopes, LANES, async (envelope, index) => statementIn(crypto, await envelope(), index, believed));
  if (new Set(read.map(({ digest }) => digest)).size !== read.length) throw new Malformed('list.statements', 'one occurs twice');
  return {
    id: httpsOf(json, 'id'),
    title: lineOf(json, 'title', MAX_TITLE_CHARACTERS),
    homepage: optional(json, 'homepage', (name) => httpsOf(json, name)),
    contact: optional(json, 'contact', (name) => readContact(json, name)),
    version,
    issued,
    expires,
    refreshHours: optional(json, 'refreshHours', (name) => readHours(json.natural(name))),
    keys,
    mirrors: textsOf(json, 'mirrors', MAX_MIRRORS).filter(isHttps),
    statements: read,
    references,
    proofs: objectsOf(json, 'published', MAX_LISTED_PROOFS).flatMap((one) => readListedProof(one) ?? []),
    revoked: objectsOf(json, 'revoked', MAX_REVOKED).map(readRevocation),
    denied: objectsOf(json, 'deny', MAX_DENIED).map(readDenial),
    lifted: textsOf(json, 'lifted', MAX_DENIED).map((text) => statementDigest(text, 'list.lifted')),
  };
}

function readHours(hours: number): number {
  if (hours < 1 || hours > MAX_REFRESH_HOURS) throw new Malformed('list.refreshHours', 'not from an hour to a month');
  return hours;
}

function notThisType(type: string): Malformed {
  return type.startsWith('tee-audit-list/v')
    ? new Unsupported('list.type', 'a newer form of list')
    : new Malformed('list.type', 'not a list of audit statements');
}

/** A statement is read once its signature was verified; while that of one is, those of others are read. */
async function statementIn(
  crypto: CryptoPort,
  envelope: Envelope,
  index: number,
  believed: { readonly keys: readonly AuditKey[]; readonly budget: CheckBudget } | null,
): Promise<Statement> {
  if (envelope.payloadType !== STATEMENT_MEDIA_TYPE) throw new Malformed('list.statements', 'an envelope of something else');
  const [signed, digest] = await Promise.all([
    believed === null || isSignedByAny(crypto, envelope, believed.keys, believed.budget),
    crypto.digest('sha-256', envelope.payload),
  ]);
  if (!signed) throw new StatementSignature(index);
  return readStatement(envelope.payload, toHex(digest));
}

const KINDS: Readonly<Record<string, string>> = { ed25519: 'ed25519', p256: 'p256' };

function readKeys(keys: JsonObject): KeySet {
  const named = objectsOf(keys, 'ids', MAX_KEYS).map((id) => ({ key: readKey(id), use: id.string('use') }));
  const all = named.map(({ key }) => key);
  if (new Set(all).size !== all.length) throw new Malformed('list.keys', 'a key occurs twice');
  const using = (use: string): readonly AuditKey[] => named.filter((one) => one.use === use).map(({ key }) => key);
  const current = using('current');
  const threshold = keys.natural('threshold');
  if (threshold < 1 || threshold > current.length)
    throw new Malformed('list.keys.threshold', 'more than there are current keys, or none');
  return { threshold, current, next: using('next'), retired: using('retired') };
}

function readKey(id: JsonObject): AuditKey {
  const kind = KINDS[id.string('alg')];
  if (kind === undefined) throw new Malformed(`${id.path}.alg`, 'unknown kind of key');
  const text = id.string('key');
  const bytes =
    /[-_]/.test(text) || text.length % 4 !== 0 ? fromBase64Url(text, `${id.path}.key`) : fromBase64(text, `${id.path}.key`);
  const key = `${kind}:${toBase64Url(bytes)}`;
  openKey(key, `${id.path}.key`);
  return key;
}

function readContact(json: JsonObject, name: string): string {
  const text = json.string(name);
  if (!MAIL.test(text) && !isHttps(text)) throw new Malformed('list.contact', 'neither https nor mailto');
  return text;
}

function readRevocation(revoked: JsonObject): Revocation {
  const named = revoked.string('reason');
  const reason = REVOCATION_REASONS.find((one) => one === named);
  if (reason === undefined) throw new Malformed(`${revoked.path}.reason`, 'not a reason');
  return {
    statement: statementDigest(revoked.string('statement'), `${revoked.path}.statement`),
    since: dateOf(revoked, 'since'),
    reason,
    text: optional(revoked, 'text', (name) => linesOf(revoked, name, MAX_TEXT_CHARACTERS)) ?? '',
  };
}

function readDenial(deny: JsonObject): Denial {
  const code = readMeasurement(deny.object('measurement'), 'touches');
  const named = deny.string('severity');
  const severity = (['caution', 'failed'] as const).find((one) => one === named);
  if (severity === undefined) throw new Malformed(`${deny.path}.severity`, 'neither caution nor failed');
  return {
    ...code,
    measurement: measurementDigest(code),
    severity,
    advisory: optional(deny, 'advisory', (name) => httpsOf(deny, name)),
    text: optional(deny, 'text', (name) => linesOf(deny, name, MAX_TEXT_CHARACTERS)) ?? '',
    since: dateOf(deny, 'since'),
  };
}
