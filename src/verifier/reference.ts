import type { Hex } from './bytes/hex.ts';
import type { Claims } from './claims.ts';
import type { Instant } from './time.ts';

/** Who says that a measurement is good. The popup shows it; the verifier does not weigh it. */
export type Voucher = {
  /** `user`: accepted by the user · `rebuilt`: the user built it from its source, and got these registers. */
  readonly kind: 'user' | 'rebuilt' | 'auditor' | 'operator';
  readonly name: string;
  /** RFC 3339. */
  readonly since: string;
  readonly note?: string;
  /** Whoever read the code says that it encrypts whatever is entered to an attested key (docs/AUDITS.md, `TEE_ENCRYPTS_INPUT`). */
  readonly encryptsInput?: true;
};

/**
 * An expected measurement: **every** register listed must equal one of its values (all-of, unlike in-toto's any-of),
 * and the registers listed must include the set that the TEE's folder declares to identify code.
 */
export type ReferenceValue = {
  readonly tee: string;
  readonly registers: Readonly<Record<string, readonly Hex[]>>;
  readonly voucher: Voucher;
  /**
   * `sufficient`: one that matches makes the code known, one that does not says nothing.
   * `required`: the caller names the one code it expects; a difference is a failure.
   * `warned`, `denied`: whoever names it warns of it; one that matches is a warning or a failure, whoever else vouches. A few of
   * the registers are enough for these.
   */
  readonly strength: 'sufficient' | 'required' | 'warned' | 'denied';
  /** Of a warning, when it begins, where that is yet to come: until then it only ends what else is relied on. */
  readonly from?: Instant;
  /** When the voucher's word ends; absent where it does not. */
  readonly until?: Instant;
};

/** Reference values, or a way to look up those that may concern this code, where there are thousands. Pure and cheap. */
export type ReferenceValues = readonly ReferenceValue[] | ((tee: string, claims: Claims) => readonly ReferenceValue[]);

/** Is it the user's own word? */
export const isOwnWord = ({ kind }: Voucher): boolean => kind === 'user' || kind === 'rebuilt';
