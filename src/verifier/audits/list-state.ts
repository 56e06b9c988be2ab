import type { Hex } from '../bytes/hex.ts';
import { instant, parseRfc3339, toRfc3339 } from '../time.ts';
import type { AuditKey } from './audit-key.ts';
import { keySetName, type AuditList, type Denial, type KeySet, type Revocation } from './list.ts';
import type { WithdrawnStatement } from './statement.ts';
import type { FollowedList } from './statement-index.ts';

/** The highest version seen under one set of keys (`keySetName`). */
export type Ratchet = { readonly keySet: string; readonly version: number };

/**
 * What is known of a followed list besides its text: everything that must outlive the list's own contents. Plain JSON; written
 * whole, so it is consistent before and after an update.
 */
export type ListState = {
  readonly id: string;
  /** As it was called when it was followed. */
  readonly title: string;
  readonly homepage: string | null;
  readonly mirrors: readonly string[];
  /** The interval that its auditor would like between requests; null if not stated. */
  readonly refreshHours: number | null;
  /** Whose signatures count. */
  readonly keys: KeySet;
  readonly ratchets: readonly Ratchet[];
  readonly version: number;
  /** SHA-256 of the stored text's payload. */
  readonly digest: Hex;
  /** RFC 3339, as are the two below. */
  readonly issued: string;
  readonly expires: string;
  /** The latest `issued` that this list ever had. */
  readonly latestIssued: string;
  /** Everything ever revoked, denied (and not lifted), withdrawn or, for a weakness, revoked and dropped. */
  readonly revoked: readonly Revocation[];
  readonly denied: readonly Denial[];
  readonly withdrawn: readonly WithdrawnStatement[];
  /** Statements of the list's own text that warn, or were taken back for a weakness: they count even if that text is lost. */
  readonly warnings: readonly WithdrawnStatement[];
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** How far clocks may differ before one of them is wrong. */
export const CLOCK_SKEW_MS = DAY_MS;
/** An expired list's statements count this much longer; auditors have holidays. Its warnings count for ever. */
export const GRACE_MS = 7 * DAY_MS;
/** Maximum withdrawn statements; the oldest go first. */
const MAX_WITHDRAWN = 200;
/** Maximum warnings stored besides the text; the oldest go first. */
const MAX_WARNINGS = 1000;

const shifted = (date: string, byMs: number): string => toRfc3339(instant(parseRfc3339(date, 'date') + byMs));

/**
 * The state before anything was read: whoever holds this key decides which keys the list has. @param key pinned by the user, from
 * a link or the release
 */
export const pinnedOnly = (key: AuditKey): Pick<ListState, 'keys' | 'ratchets'> => ({
  keys: { threshold: 1, current: [key], next: [], retired: [] },
  ratchets: [],
});

/** The state after a list was accepted. @param before its state and text until now; null for the first one */
export function stateAfter(
  list: AuditList,
  digest: Hex,
  before: { readonly state: ListState; readonly list: AuditList | null } | null,
): ListState {
  const keySet = keySetName(list.keys);
  const state = before?.state ?? null;
  const statements = before?.list?.statements ?? state?.warnings ?? [];
  const latest = state?.latestIssued ?? list.issued;
  const revoked = mergedRevocations(state?.revoked ?? [], list.revoked);
  return {
    id: list.id,
    // What the user agreed to: a list that is called otherwise later must not speak in somebody else's name.
    title: state?.title ?? list.title,
    homepage: list.homepage,
    mirrors: list.mirrors,
    refreshHours: list.refreshHours,
    keys: list.keys,
    ratchets: [...(state?.ratchets ?? []).filter((one) => one.keySet !== keySet), { keySet, version: list.version }],
    version: list.version,
    digest,
    issued: list.issued,
    expires: list.expires,
    latestIssued: latest > list.issued ? latest : list.issued,
    revoked,
    denied: mergedDenials(state?.denied ?? [], list),
    withdrawn: withdrawnAfter(list, revoked, [...(state?.withdrawn ?? []), ...statements]),
    warnings: warningsIn(list, revoked),
  };
}

function warningsIn({ statements }: AuditList, revoked: readonly Revocation[]): readonly WithdrawnStatement[] {
  const weak = weakIn(revoked);
  return statements
    .filter((one) => weak.has(one.digest) || saysVulnerable(one))
    .map(bare)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .slice(-MAX_WARNINGS);
}

/** Statements that were taken back for a weakness. */
const weakIn = (revoked: readonly Revocation[]): ReadonlySet<Hex> =>
  new Set(revoked.filter(({ reason }) => reason === 'vulnerability').map(({ statement }) => statement));

/** Revoked once, revoked for ever. A later revocation does not erase that the reason was a weakness. */
function mergedRevocations(before: readonly Revocation[], after: readonly Revocation[]): readonly Revocation[] {
  const merged = new Map(before.map((one) => [one.statement, one]));
  for (const one of after) if (merged.get(one.statement)?.reason !== 'vulnerability') merged.set(one.statement, one);
  return [...merged.values()];
}

/** A denial stays until the list explicitly lifts it: a later version that merely omits it lifts nothing. */
function mergedDenials(before: readonly Denial[], { denied, lifted }: AuditList): readonly Denial[] {
  const merged = new Map(before.filter(({ measurement }) => !lifted.includes(measurement)).map((one) => [one.measurement, one]));
  for (const one of denied) merged.set(one.measurement, one);
  return [...merged.values()];
}

/**
 * What the previous list contained and this one drops without a revocation or a replacement. A statement taken back for a
 * weakness is kept as well: otherwise nobody would know which code that warns about.
 */
function withdrawnAfter(
  list: AuditList,
  revoked: readonly Revocation[],
  before: readonly WithdrawnStatement[],
): readonly WithdrawnStatement[] {
  const weak = weakIn(revoked);
  const warned = new Map(before.filter(saysVulnerable).map(({ digest, measurement }) => [digest, measurement]));
  // A successor about other code takes no warning back.
  const replaced = ({ supersedes, measurement }: AuditList['statements'][number]): readonly Hex[] =>
    supersedes.filter((one) => !weak.has(one) && (warned.get(one) ?? measurement) === measurement);
  const kept = new Set([
    ...list.statements.flatMap((statement) => [statement.digest, ...replaced(statement)]),
    ...revoked.map(({ statement }) => statement).filter((one) => !weak.has(one)),
  ]);
  const gone = new Map(before.filter(({ digest }) => !kept.has(digest)).map((statement) => [statement.digest, bare(statement)]));
  const all = [...gone.values()];
  // If there are too many, the oldest go first, and those that warn go last.
  const warns = (one: WithdrawnStatement): boolean => weak.has(one.digest) || saysVulnerable(one);
  return [...all.filter((one) => !warns(one)), ...all.filter(warns)].slice(-MAX_WITHDRAWN);
}

const saysVulnerable = ({ properties }: WithdrawnStatement): boolean => properties.includes('TEE_KNOWN_VULNERABLE');

const bare = (whole: WithdrawnStatement): WithdrawnStatement => ({
  tee: whole.tee,
  registers: whole.registers,
  digest: whole.digest,
  measurement: whole.measurement,
  name: whole.name,
  auditor: whole.auditor,
  createdAt: whole.createdAt,
  notBefore: whole.notBefore,
  notAfter: whole.notAfter,
  properties: whole.properties,
});

/** A list as look-ups need it. @param list null if its text is unreadable: its warnings still count */
export function followedOf(state: ListState, list: AuditList | null, demonstration: boolean): FollowedList {
  return {
    name: { id: state.id, title: state.title, demonstration },
    statements: list?.statements ?? [],
    proofs: list?.proofs ?? [],
    // Without the text the rest of a statement is unknown: it warns, and does not count otherwise.
    withdrawn: list === null ? [...state.withdrawn, ...state.warnings] : state.withdrawn,
    revoked: state.revoked,
    denied: state.denied,
    expires: state.expires,
    lapses: shifted(state.expires, GRACE_MS),
    notBefore: shifted(state.latestIssued, -CLOCK_SKEW_MS),
  };
}
