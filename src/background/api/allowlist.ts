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
};

/** One measurement about which the user decided. Register names and values as in the attestation result's claims. */
export type AllowlistEntry = {
  readonly id: string;
  readonly tee: string;
  /** All must match; the set must identify code (SGX: MRENCLAVE; TDX: MRTD, RTMR1, RTMR2; …). */
  readonly registers: Readonly<Record<string, string>>;
  /** Serialised origin for which it counts, or null for every site. */
  readonly origin: string | null;
  readonly note: string;
  /** RFC 3339. */
  readonly addedAt: string;
  readonly word: OwnWord;
  /** RFC 3339: until when it counts; null: until it is removed. */
  readonly until: string | null;
  /** Null where the user decided without a statement. */
  readonly from: EntryFrom | null;
};

/** Accepted by the user's own knowledge, until it is removed: what every entry of an earlier release says. */
export const OWN_KNOWLEDGE = { word: 'accepted', until: null, from: null } as const satisfies Partial<AllowlistEntry>;

/** The file that options export and import. */
export type AllowlistFile = { readonly format: 'sealmark-allowlist-2'; readonly entries: readonly AllowlistEntry[] };

/** What an import would do, shown before it is done. Entries are matched by id. */
export type AllowlistDifference = {
  readonly added: readonly AllowlistEntry[];
  readonly changed: readonly { readonly before: AllowlistEntry; readonly after: AllowlistEntry }[];
  readonly unchanged: number;
};

/** One measurement as the verifier's reference value. */
export function referenceOf({ tee, registers, addedAt, note, word, until }: AllowlistEntry): ReferenceValue {
  return {
    tee,
    registers: Object.fromEntries(Object.entries(registers).map(([register, value]) => [register, [value]])),
    voucher: {
      kind: word === 'rebuilt' ? 'rebuilt' : 'user',
      name: 'you',
      since: addedAt,
      ...(note === '' ? {} : { note }),
    },
    strength: word === 'rejected' ? 'denied' : 'sufficient',
    ...(until === null ? {} : { until: parseRfc3339(until, 'until') }),
  };
}

/** Does an entry still count at this time (milliseconds since 1970)? A rejection never lapses. */
export const stillCounts = ({ word, until }: Pick<AllowlistEntry, 'word' | 'until'>, now: number): boolean =>
  word === 'rejected' || until === null || now <= Date.parse(until);
