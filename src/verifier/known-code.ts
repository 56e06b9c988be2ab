import type { Claims, Measurement } from './claims.ts';
import type { CommonCheckId } from './checks.ts';
import { lacking } from './lacking.ts';
import type { Ledger } from './ledger.ts';
import { isOwnWord, type ReferenceValue, type ReferenceValues, type Voucher } from './reference.ts';
import type { AnyTee } from './tees.ts';
import { instant, type Instant } from './time.ts';

/**
 * Is this code that somebody named and nobody warns about? Answers `reference.measurement`, `reference.warnings`,
 * `reference.run-time` and `reference.host-chosen`. @returns who vouches for it: every reference value that matched in full.
 */
export function knownCode(
  tee: AnyTee,
  claims: Claims,
  values: ReferenceValues,
  ledger: Ledger<CommonCheckId>,
): readonly Voucher[] {
  const codeRegisters = claims.codeRegisters ?? tee.codeRegisters;
  const named = (typeof values === 'function' ? values(tee.id, claims) : values).filter((reference) => reference.tee === tee.id);
  const references = named.filter((reference) => !isWarning(reference));
  const relevant = references.filter((reference) => reference.strength === 'required' || identifies(codeRegisters, reference));
  const matches = (reference: ReferenceValue): boolean => lacking(claims, reference.registers)?.length === 0;

  const matching = relevant.filter(matches);
  // A caller may require a register that identifies nothing (HOST_DATA alone): its match does not make code known.
  const known = matching.filter((reference) => identifies(codeRegisters, reference));
  const missed = relevant.find((reference) => reference.strength === 'required' && !matches(reference));
  const warnings = warningsIn(named, claims);
  for (const { from } of warnings.coming) ledger.relyUntil(from);
  if (missed) ledger.answer('reference.measurement', 'fail', { because: 'differs', expected: describe(missed) });
  else if (known.length > 0) {
    ledger.answer('reference.measurement', 'pass');
    relyOn(known, ledger);
  }
  // Code that is warned about is not unknown: the warning would be lost among unreviewed code.
  else if (warnings.matching.length + warnings.open.length > 0)
    ledger.answer('reference.measurement', 'warn', { because: 'warned-of' });
  else ledger.answer('reference.measurement', 'unknown', { because: 'nobody-named-it' });

  answerWarnings(warnings, ledger);
  accountForRunTime(claims, matching, ledger);
  accountForHostChosen(claims, matching, ledger);
  return known.map(({ voucher }) => voucher);
}

/** Their statement holds as long as one of them makes it. */
function relyOn(those: Matching, ledger: Ledger<CommonCheckId>): void {
  const ends = those.flatMap(({ until }) => (until === undefined ? [] : [until]));
  if (those.length > 0 && ends.length === those.length) ledger.relyUntil(instant(Math.max(...ends)));
}

const isWarning = ({ strength }: ReferenceValue): boolean => strength === 'warned' || strength === 'denied';

type Warnings = {
  /** About this very code. */
  readonly matching: readonly ReferenceValue[];
  /** About code that this may be, with the registers that would tell. */
  readonly open: readonly { readonly reference: ReferenceValue; readonly registers: readonly string[] }[];
  /** Either, but not yet valid. */
  readonly coming: readonly { readonly from: Instant }[];
};

function warningsIn(named: readonly ReferenceValue[], claims: Claims): Warnings {
  const found = named.filter(isWarning).flatMap((reference) => {
    const registers = lacking(claims, reference.registers);
    return registers === null ? [] : [{ reference, registers }];
  });
  const begun = found.filter(({ reference }) => reference.from === undefined);
  return {
    matching: begun.filter(({ registers }) => registers.length === 0).map(({ reference }) => reference),
    open: begun.filter(({ registers }) => registers.length > 0),
    coming: found.flatMap(({ reference: { from } }) => (from === undefined ? [] : [{ from }])),
  };
}

/**
 * A warning overrides every voucher. Withheld data that would identify the code is not ignored: that no comparison was possible
 * is a warning, and never more.
 */
function answerWarnings({ matching, open }: Warnings, ledger: Ledger<CommonCheckId>): void {
  const denied = matching.find(({ strength }) => strength === 'denied');
  const first = denied ?? matching[0];
  if (first !== undefined) {
    const { name, note } = first.voucher;
    const whose = isOwnWord(first.voucher) ? { because: 'own-word' } : { by: name };
    const facts = { ...whose, ...(note === undefined ? {} : { note }) };
    ledger.answer('reference.warnings', denied === undefined ? 'warn' : 'fail', facts);
  } else if (open[0] !== undefined) {
    const { reference, registers } = open[0];
    const because = isOwnWord(reference.voucher) ? 'own-word-not-compared' : 'not-compared';
    ledger.answer('reference.warnings', 'warn', { because, by: reference.voucher.name, registers: registers.join(', ') });
  } else ledger.answer('reference.warnings', 'pass');
}

/** A reference value that omits a register of the code identifies nothing (a TDX one without RTMR1, for example). */
function identifies(codeRegisters: AnyTee['codeRegisters'], reference: ReferenceValue): boolean {
  return codeRegisters.some((set) => set.every((register) => Object.hasOwn(reference.registers, register)));
}

type Matching = readonly ReferenceValue[];

const naming = (matching: Matching, register: string): Matching =>
  matching.filter((reference) => Object.hasOwn(reference.registers, register));

/**
 * Does one of them name this register? Then the answer rests on those that do: others may know the code for longer without it.
 */
function names(matching: Matching, register: string, ledger: Ledger<CommonCheckId>): boolean {
  const those = naming(matching, register);
  relyOn(those, ledger);
  return those.length > 0;
}

/**
 * An operating system that loads whatever its operator supplies always has the same measurement: what it loaded is in a separate
 * register. That is accounted for by whoever names the register, or names everything in the event log. The log alone accounts for
 * nothing, because an operator of other code also has a log of it.
 */
function accountForRunTime({ runTime, explained }: Claims, matching: Matching, ledger: Ledger<CommonCheckId>): void {
  const open = runTime.filter(({ register }) => {
    const stated = explained.find((one) => one.register === register)?.as ?? [];
    return !names(matching, register, ledger) && !(stated.length > 0 && stated.every((one) => names(matching, one, ledger)));
  });
  answerOpen(ledger, 'reference.run-time', open);
}

/**
 * A register that the host chose can influence what the code does (DESIGN §4), unless a reference value names it or it only
 * repeats a document with its hash in the evidence.
 */
function accountForHostChosen({ hostChosen, explained }: Claims, matching: Matching, ledger: Ledger<CommonCheckId>): void {
  const open = hostChosen.filter(
    ({ register }) => !names(matching, register, ledger) && !explained.some((one) => one.register === register),
  );
  answerOpen(ledger, 'reference.host-chosen', open);
}

function answerOpen(
  ledger: Ledger<CommonCheckId>,
  check: 'reference.run-time' | 'reference.host-chosen',
  open: readonly Measurement[],
): void {
  if (open.length === 0) ledger.answer(check, 'pass');
  else ledger.answer(check, 'warn', { registers: open.map(({ register }) => register).join(', ') });
}

function describe(reference: ReferenceValue): string {
  return Object.entries(reference.registers)
    .map(([register, values]) => `${register}=${values.join('|')}`)
    .join(' ');
}
