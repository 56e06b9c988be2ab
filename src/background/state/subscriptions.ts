import {
  isAuditKey,
  MAX_REFERENCED_BYTES,
  MAX_REFERENCES,
  MAX_REFRESH_HOURS,
  measurementDigest,
  PROPERTIES,
  REVOCATION_REASONS,
  STATEMENT_TEES,
  type ListState,
} from '../../verifier/audits/index.ts';
import type { RecordShape } from './records.ts';
import { asText, fieldsOf, InvalidRecord, type Fields } from './shape.ts';

/** A list that the user follows. Its text is in a separate record (`KEPT_LISTS`), under `state.digest`. */
export type Subscription = {
  readonly format: 1;
  /** The list's own name, `state.id`. */
  readonly id: string;
  /** Where it is fetched. */
  readonly url: string;
  /** A list of the test build, for simulated sites. */
  readonly demonstration: boolean;
  /** RFC 3339: since when it is followed; when it was last requested; when an answer was last accepted. */
  readonly since: string;
  readonly triedAt: string;
  readonly checkedAt: string;
  /** The last request's failure; null if it succeeded. */
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly state: ListState;
};

/** The text of a list as received, by the SHA-256 of its payload. */
export type KeptList = {
  readonly digest: string;
  readonly text: string;
  /** The files of the statements that it names, in its order. */
  readonly referenced: readonly string[];
  readonly keptAt: string;
};

const HEX = /^(?:[0-9a-f]{2}){1,128}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const REGISTER = /^[A-Z][A-Z0-9_]{0,39}$/;
const MAX_TEXT_CHARACTERS = 1000;
const MAX_LIST_CHARACTERS = 2 * 1024 * 1024;

function digestIn(fields: Fields, name: string): string {
  const text = fields.string(name);
  if (!DIGEST.test(text)) throw new InvalidRecord(name, 'not a digest');
  return text;
}

function https(text: string, path: string): string {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') throw new InvalidRecord(path, 'not an https address');
  return text;
}

const keyIn = (item: unknown, path: string): string => {
  const text = asText(item, path);
  if (!isAuditKey(text)) throw new InvalidRecord(path, 'not a key');
  return text;
};

function codeIn(fields: Fields) {
  const registers = fields.texts('registers', REGISTER);
  if (!Object.values(registers).every((value) => HEX.test(value))) throw new InvalidRecord('registers', 'not lowercase hex');
  const code = { tee: fields.oneOf('tee', STATEMENT_TEES), registers };
  const measurement = digestIn(fields, 'measurement');
  // A warning that lost a register would be about other code, or none.
  if (measurementDigest(code) !== measurement) throw new InvalidRecord('measurement', 'not that of the registers');
  return { ...code, measurement };
}

function readKeys(keys: Fields): ListState['keys'] {
  const current = keys.list('current', keyIn, 16);
  const threshold = keys.natural('threshold', current.length);
  // With none to sign, everybody's list would be this one's next version.
  if (threshold === 0) throw new InvalidRecord('keys.threshold', 'nobody has to sign');
  return {
    threshold,
    current,
    next: keys.list('next', keyIn, 16),
    retired: keys.list('retired', keyIn, 16),
  };
}

const readRatchet = (item: unknown, path: string) => {
  const fields = fieldsOf(item, path);
  return { keySet: fields.string('keySet'), version: fields.natural('version') };
};

const readRevocation = (item: unknown, path: string) => {
  const fields = fieldsOf(item, path);
  return {
    statement: digestIn(fields, 'statement'),
    since: fields.date('since'),
    reason: fields.oneOf('reason', REVOCATION_REASONS),
    text: fields.string('text', MAX_TEXT_CHARACTERS),
  };
};

const readDenial = (item: unknown, path: string) => {
  const fields = fieldsOf(item, path);
  return {
    ...codeIn(fields),
    severity: fields.oneOf('severity', ['caution', 'failed']),
    advisory: fields.nullOr('advisory', (name) => https(fields.string(name), `${path}.${name}`)),
    text: fields.string('text', MAX_TEXT_CHARACTERS),
    since: fields.date('since'),
  };
};

const readWithdrawn = (item: unknown, path: string) => {
  const fields = fieldsOf(item, path);
  const auditor = fields.fields('auditor');
  return {
    ...codeIn(fields),
    digest: digestIn(fields, 'digest'),
    name: fields.string('name', MAX_TEXT_CHARACTERS),
    auditor: { id: https(auditor.string('id'), `${path}.auditor.id`), name: auditor.string('name', MAX_TEXT_CHARACTERS) },
    createdAt: fields.date('createdAt'),
    notBefore: fields.date('notBefore'),
    notAfter: fields.date('notAfter'),
    properties: fields.list('properties', (one) => PROPERTIES.filter((property) => property === one)).flat(),
  };
};

function readState(fields: Fields): ListState {
  return {
    id: https(fields.string('id'), 'state.id'),
    title: fields.string('title', MAX_TEXT_CHARACTERS),
    homepage: fields.nullOr('homepage', (name) => https(fields.string(name), 'state.homepage')),
    mirrors: fields.list('mirrors', (item, path) => https(asText(item, path), path)),
    // A record of an earlier release has none.
    refreshHours:
      fields.value('refreshHours') === undefined
        ? null
        : fields.nullOr('refreshHours', (name) => fields.natural(name, MAX_REFRESH_HOURS)),
    keys: readKeys(fields.fields('keys')),
    ratchets: fields.list('ratchets', readRatchet),
    version: fields.natural('version'),
    digest: digestIn(fields, 'digest'),
    issued: fields.date('issued'),
    expires: fields.date('expires'),
    latestIssued: fields.date('latestIssued'),
    revoked: fields.list('revoked', readRevocation),
    denied: fields.list('denied', readDenial),
    withdrawn: fields.list('withdrawn', readWithdrawn),
    // Not stored by the first release that followed lists; the list's next version brings them.
    warnings: fields.value('warnings') === undefined ? [] : fields.list('warnings', readWithdrawn),
  };
}

/** Maximum lists followed at a time. */
export const MAX_SUBSCRIPTIONS = 24;

/** The user's subscriptions by the list's id. */
export const SUBSCRIPTIONS: RecordShape<Subscription> = {
  table: 'audit-subscriptions',
  keyOf: ({ id }) => id,
  bound: null,
  read: (fields) => {
    const state = readState(fields.fields('state'));
    if (fields.natural('format') !== 1 || fields.string('id') !== state.id)
      throw new InvalidRecord('audit-subscriptions', 'of another list, or written by another release');
    return {
      format: 1,
      id: state.id,
      url: https(fields.string('url'), 'url'),
      demonstration: fields.boolean('demonstration'),
      since: fields.date('since'),
      triedAt: fields.date('triedAt'),
      checkedAt: fields.date('checkedAt'),
      problem: fields.nullOr('problem', (name) => {
        const problem = fields.fields(name);
        return { code: problem.string('code', 100), detail: problem.string('detail', MAX_TEXT_CHARACTERS) };
      }),
      state,
    };
  },
};

function readFile(item: unknown, path: string): string {
  if (typeof item !== 'string' || item.length > MAX_REFERENCED_BYTES) throw new InvalidRecord(path, 'not a text');
  return item;
}

/** Texts of lists by the SHA-256 of their payload. */
export const KEPT_LISTS: RecordShape<KeptList> = {
  table: 'audit-lists',
  keyOf: ({ digest }) => digest,
  // The followed lists, and a few that were previewed but not followed; the latter go first, since nothing renews them.
  bound: { maxEntries: 2 * MAX_SUBSCRIPTIONS, rank: ({ keptAt }) => ({ worth: 0, since: keptAt }) },
  read: (fields) => ({
    digest: digestIn(fields, 'digest'),
    text: fields.string('text', MAX_LIST_CHARACTERS),
    // A record of an earlier release has none.
    referenced: fields.value('referenced') === undefined ? [] : fields.list('referenced', readFile, MAX_REFERENCES),
    keptAt: fields.date('keptAt'),
  }),
};
