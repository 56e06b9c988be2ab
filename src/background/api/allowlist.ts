import { parseRfc3339, type ReferenceValue } from '../../verifier/index.ts';

/**
 * What the user says of the code: that it may be relied on (`accepted`), that the user built it from its source and got these very
 * registers (`rebuilt`), or that it must not be relied on (`rejected`, which beats everybody's word).
 */
export const OWN_WORDS = ['accepted', 'rebuilt', 'rejected'] as const;

export type OwnWord = (typeof OWN_WORDS)[number];

/** On whose statement the user accepted code. */
export type EntryFrom = {
  /** SHA-256 of the statement, lowercase hex. */
  readonly statement: string;
  readonly auditor: string;
  readonly list: string;
  /** The statement was there, and counted, when the user accepted the code; false: a file that was imported says so. */
  readonly seen: boolean;
};

/** That the user built the code, signed under a key of this browser's that nobody else has. */
export type OwnStatement = {
  /** The public half: `ed25519:` or `p256:` and base64url. */
  readonly key: string;
  /** A DSSE envelope around an audit statement (docs/AUDITS.md), as text. */
  readonly envelope: string;
};

/** One measurement about which the user decided. Register names and values as in the attestation result's claims. */
export type AllowlistEntry = {
  readonly id: string;
  readonly tee: string;
  /** All must match; the set must identify code (SGX: MRENCLAVE; TDX: MRTD, RTMR1, RTMR2; …). */
  readonly registers: Readonly<Record<string, string>>;
  /** Serialised origins for which it counts, at least one; null for every site. */
  readonly origins: readonly string[] | null;
  readonly note: string;
  /** RFC 3339. */
  readonly addedAt: string;
  readonly word: OwnWord;
  /** RFC 3339: until when it counts; null: until it is removed. */
  readonly until: string | null;
  /** Null where the user decided without a statement. */
  readonly from: EntryFrom | null;
  /** What makes it the user's own build; null where the user built nothing. */
  readonly statement: OwnStatement | null;
};

/** Accepted by the user's own knowledge, until it is removed: what every entry of an earlier release says. */
export const OWN_KNOWLEDGE = {
  word: 'accepted',
  until: null,
  from: null,
  statement: null,
} as const satisfies Partial<AllowlistEntry>;

/** The file that options export and import. */
export type AllowlistFile = { readonly format: 'sealmark-allowlist-3'; readonly entries: readonly AllowlistEntry[] };

/** What an import would do, shown before it is done. Entries are matched by id. */
export type AllowlistDifference = {
  readonly added: readonly AllowlistEntry[];
  readonly changed: readonly { readonly before: AllowlistEntry; readonly after: AllowlistEntry }[];
  readonly unchanged: number;
};

/**
 * One measurement as the verifier's reference value.
 * @param built this browser's own key signed that the user built it: what a file or a damaged record says of that is no build
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
