import type { Hex } from './bytes/hex.ts';
import type { Claims } from './claims.ts';
import type { Instant } from './time.ts';

/** Who says that a measurement is good. The popup shows it; the verifier gives it no weight. */
export type Voucher = {
  /** `user`: accepted by the user · `rebuilt`: the user built it from source, and got these registers. */
  readonly kind: 'user' | 'rebuilt' | 'auditor' | 'operator';
  readonly name: string;
  /** RFC 3339. */
  readonly since: string;
  readonly note?: string;
  /** A reviewer of the code says that it encrypts all input to an attested key (docs/AUDITS.md, `TEE_ENCRYPTS_INPUT`). */
  readonly encryptsInput?: true;
};

/**
 * An expected measurement: **every** register listed must equal one of its values (all-of, unlike in-toto's any-of), and the
 * registers listed must include the set that the TEE's folder declares to identify code.
 */
export type ReferenceValue = {
  readonly tee: string;
  readonly registers: Readonly<Record<string, readonly Hex[]>>;
  readonly voucher: Voucher;
  /**
   * `sufficient`: a match makes the code known, a mismatch says nothing. `required`: the caller names the one code it expects; a
   * mismatch is a failure. `warned`, `denied`: a match is a warning or a failure, whoever else vouches; a few of the registers
   * are enough for these.
   */
  readonly strength: 'sufficient' | 'required' | 'warned' | 'denied';
  /** For a future warning, when it begins: until then it only ends other results. */
  readonly from?: Instant;
  /** When the voucher's statement ends; absent if it does not. */
  readonly until?: Instant;
};

/** Reference values, or a function that looks up those about this code, for when there are thousands. Pure and cheap. */
export type ReferenceValues = readonly ReferenceValue[] | ((tee: string, claims: Claims) => readonly ReferenceValue[]);

/** Is it the user's own decision? */
export const isOwnWord = ({ kind }: Voucher): boolean => kind === 'user' || kind === 'rebuilt';
