import type { Hex } from './bytes/hex.ts';

/** Who says that a measurement is good. The popup shows it; the verifier does not weigh it. */
export type Voucher = {
  readonly kind: 'user' | 'auditor' | 'operator';
  readonly name: string;
  /** RFC 3339. */
  readonly since: string;
  readonly note?: string;
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
   */
  readonly strength: 'sufficient' | 'required';
};
