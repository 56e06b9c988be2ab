import { parseRfc3339, type Instant } from '../../verifier/index.ts';
import {
  isConnectOrigin,
  isScriptSource,
  MAX_SCRIPT_SOURCES,
  type ConnectOrigin,
  type PageLock,
  type Relaxations,
  type ScriptSource,
} from '../../verifier/protocol/index.ts';
import { readOrigin } from './origin.ts';
import type { RecordShape } from './records.ts';
import { asText, fieldsOf, InvalidRecord, type Fields } from './shape.ts';

/** Script sources named by verified evidence. */
export type NamedSources = {
  readonly sources: readonly ScriptSource[];
  /** RFC 3339: until when that evidence holds. */
  readonly until: string;
  /** A party that the user follows vouched for the code of that evidence. */
  readonly codeKnown: boolean;
  /** That code, to look up later warnings about it; null if it was not measured. */
  readonly code: MeasuredCode | null;
};

/** Measured code: every register by name. */
export type MeasuredCode = { readonly tee: string; readonly registers: Readonly<Record<string, string>> };

/**
 * An origin whose pages are held to the code named by its evidence. The header text is generated from this record by
 * `pagePolicy`, never stored.
 */
export type StoredLock = {
  readonly origin: string;
  /** Number of the browser rule, from 1; unique to this origin. */
  readonly rule: number;
  /**
   * Random, and another one whenever what the browser enforces on this origin changes. A document that stays open meanwhile may frame
   * others that loaded under something else.
   */
  readonly epoch: string;
  /** In force: the sources of all of `named`. */
  readonly lock: PageLock;
  /** Newest first. */
  readonly named: readonly NamedSources[];
  /** RFC 3339: when evidence last named it. */
  readonly lastUsed: string;
  /** The user lets pages of this origin run as served. */
  readonly off: boolean;
};

/** How much earlier evidence stays in force next to the newest: a fleet's nodes, or the previous release. */
export const MAX_NAMED = 4;
const MAX_RULE = 1_000_000;

/** Does the evidence that named these still hold? */
export const holds = ({ until }: Pick<NamedSources, 'until'>, now: Instant): boolean => parseRfc3339(until, 'locks.until') > now;

/** Does any evidence that named this origin's code still hold? */
export const isNamed = ({ named }: StoredLock, now: Instant): boolean => named.some((one) => holds(one, now));

/** The locks by origin. */
export const PAGE_LOCKS: RecordShape<StoredLock> = {
  table: 'page-locks',
  keyOf: ({ origin }) => origin,
  // `lock/page-locks.ts` drops them: each also has a browser rule.
  bound: null,
  read: (fields) => ({
    origin: readOrigin(fields.string('origin')),
    rule: Math.max(1, fields.natural('rule', MAX_RULE)),
    // An earlier release wrote none.
    epoch: fields.value('epoch') === undefined ? '' : fields.string('epoch', 64),
    lock: readLock(fields.fields('lock')),
    named: fields.list('named', readNamed, MAX_NAMED),
    lastUsed: fields.date('lastUsed'),
    off: fields.boolean('off'),
  }),
};

function readLock(fields: Fields): PageLock {
  return {
    sources: fields.list('sources', readSource, MAX_SCRIPT_SOURCES),
    level: fields.oneOf('level', ['scripts', 'strict']),
    relaxations: readRelaxations(fields.fields('relaxations')),
  };
}

function readRelaxations(fields: Fields): Relaxations {
  return {
    wasm: fields.boolean('wasm'),
    imgNetwork: fields.boolean('imgNetwork'),
    frames: fields.boolean('frames'),
    connect: fields.list('connect', readConnect, 8),
  };
}

function readNamed(item: unknown, path: string): NamedSources {
  const fields = fieldsOf(item, path);
  return {
    sources: fields.list('sources', readSource, MAX_SCRIPT_SOURCES),
    until: fields.date('until'),
    codeKnown: fields.boolean('codeKnown'),
    code: fields.nullOr('code', (name) => readCode(fields.fields(name))),
  };
}

const readCode = (fields: Fields): MeasuredCode => ({
  tee: fields.string('tee', 64),
  registers: fields.texts('registers', /^[A-Za-z0-9_]{1,64}$/),
});

function readSource(item: unknown, path: string): ScriptSource {
  const text = asText(item, path);
  if (!isScriptSource(text)) throw new InvalidRecord(path, 'not a script source');
  return text;
}

function readConnect(item: unknown, path: string): ConnectOrigin {
  const text = asText(item, path);
  if (!isConnectOrigin(text)) throw new InvalidRecord(path, 'not an origin to connect to');
  return text;
}
