import { parseRfc3339, type ReferenceValue } from '../../verifier/index.ts';

/**
 * The user's decision about the code: `accepted` (trusted), `rebuilt` (the user built it from source and got exactly these
 * registers), or `rejected` (not trusted, which overrides everyone else).
 */
export const OWN_WORDS = ['accepted', 'rebuilt', 'rejected'] as const;

/** One of those decisions. */
export type OwnWord = (typeof OWN_WORDS)[number];

/** The statement on which the user accepted the code. */
export type EntryFrom = {
  /** SHA-256 of the statement, lowercase hex. */
  readonly statement: string;
  readonly auditor: string;
  readonly list: string;
  /** The statement existed, and counted, when the user accepted the code; false if only an imported file says so. */
  readonly seen: boolean;
};

/** The user built the code; signed with this browser's own key. */
export type OwnStatement = {
  /** The public half: `ed25519:` or `p256:` and base64url. */
  readonly key: string;
  /** A DSSE envelope around an audit statement (docs/AUDITS.md), as text. */
  readonly envelope: string;
};

/** One measurement that the user decided about. Register names and values are those of the attestation result's claims. */
export type AllowlistEntry = {
  readonly id: string;
  readonly tee: string;
  /** All must match; the set must identify code (SGX: MRENCLAVE; TDX: MRTD, RTMR1, RTMR2; …). */
  readonly registers: Readonly<Record<string, string>>;
  /** Serialised origins where it counts, at least one; null for every site. */
  readonly origins: readonly string[] | null;
  readonly note: string;
  /** RFC 3339. */
  readonly addedAt: string;
  readonly word: OwnWord;
  /** RFC 3339: the date until which it counts; null: until removed. */
  readonly until: string | null;
  /** Null if the user decided without a statement. */
  readonly from: EntryFrom | null;
  /** Evidence of the user's own build; null if the user built nothing. */
  readonly statement: OwnStatement | null;
};

/** Accepted on the user's own knowledge, until removed: the meaning of every entry from an earlier release. */
export const OWN_KNOWLEDGE = {
  word: 'accepted',
  until: null,
  from: null,
  statement: null,
} as const satisfies Partial<AllowlistEntry>;

/** The file that options export and import. */
export type AllowlistFile = { readonly format: 'sealmark-allowlist-3'; readonly entries: readonly AllowlistEntry[] };

/** What an import would do, shown beforehand. Entries are matched by id. */
export type AllowlistDifference = {
  readonly added: readonly AllowlistEntry[];
  readonly changed: readonly { readonly before: AllowlistEntry; readonly after: AllowlistEntry }[];
  readonly unchanged: number;
};

/**
 * One measurement as the verifier's reference value. @param built this browser's own key signed that the user built it; a file or
 * a damaged record that only claims so does not count as a build
 */
export function referenceOf({ tee, registers, addedAt, note, word, until }: AllowlistEntry, built: boolean): ReferenceValue {
  return {
    tee,
    registers: Object.fromEntries(Object.entries(registers).map(([register, value]) => [register, [value]])),
    voucher: {
      kind: built ? 'rebuilt' : 'user',
      name: 'you',
      since: addedAt,
      ...(note === '' ? {} : { note }),
    },
    strength: word === 'rejected' ? 'denied' : 'sufficient',
    ...(until === null ? {} : { until: parseRfc3339(until, 'until') }),
  };
}

/** Does an entry count on this site? */
export const countsOn = ({ origins }: Pick<AllowlistEntry, 'origins'>, origin: string | null): boolean =>
  origins === null || (origin !== null && origins.includes(origin));

/** Does an entry still count at this time (milliseconds since 1970)? A rejection never lapses. */
export const stillCounts = ({ word, until }: Pick<AllowlistEntry, 'word' | 'until'>, now: number): boolean =>
  word === 'rejected' || until === null || now <= Date.parse(until);
