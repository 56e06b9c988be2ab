import type { ReferenceValue } from '../../verifier/index.ts';

/** One measurement that the user accepted. Register names and values as in the attestation result's claims. */
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
};

/** The file that options export and import. */
export type AllowlistFile = { readonly format: 'sealmark-allowlist-1'; readonly entries: readonly AllowlistEntry[] };

/** What an import would do, shown before it is done. Entries are matched by id. */
export type AllowlistDifference = {
  readonly added: readonly AllowlistEntry[];
  readonly changed: readonly { readonly before: AllowlistEntry; readonly after: AllowlistEntry }[];
  readonly unchanged: number;
};

/** One accepted measurement as the verifier's reference value. */
export function referenceOf({ tee, registers, addedAt, note }: AllowlistEntry): ReferenceValue {
  return {
    tee,
    registers: Object.fromEntries(Object.entries(registers).map(([register, value]) => [register, [value]])),
    voucher: { kind: 'user', name: 'you', since: addedAt, ...(note === '' ? {} : { note }) },
    strength: 'sufficient',
  };
}
