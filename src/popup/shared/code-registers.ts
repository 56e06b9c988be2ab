import type { Claims, Measurement } from '../../verifier/index.ts';

/** Registers that name code by themselves or as the first of a set, the best known first. */
const NAMES = /^(?:MRENCLAVE|MRTD|RTMR[0-2]|MEASUREMENT|PCR[0-24]|ENCLAVE_HASH|SM_HASH|COMPOSE_HASH|OS_IMAGE_HASH)$/;
/** Those of them that one would compare first, in this order. */
const FIRST: readonly string[] = ['MRENCLAVE', 'MRTD', 'MEASUREMENT', 'PCR0', 'ENCLAVE_HASH'];
const HEAD_DIGITS = 12;
const TAIL_DIGITS = 8;

/** The registers of the claims that name the code, the best known first; empty where nothing is proven. */
export function codeRegisters(claims: Claims | null): readonly Measurement[] {
  if (claims === null) return [];
  const chosen = (register: string): boolean => claims.hostChosen.some((one) => one.register === register);
  const named = claims.measurements.filter(
    ({ register, value }) => NAMES.test(register) && /[^0]/.test(value) && !chosen(register),
  );
  const rank = ({ register }: Measurement): number => (FIRST.includes(register) ? FIRST.indexOf(register) : FIRST.length);
  return [...named].sort((a, b) => rank(a) - rank(b));
}

/** Both ends of a long hexadecimal value, in groups of four: `7658 3967 85d7 … 0b1c 5388`. */
export function shortened(value: string): string {
  if (value.length <= HEAD_DIGITS + TAIL_DIGITS) return grouped(value);
  return `${grouped(value.slice(0, HEAD_DIGITS))} … ${grouped(value.slice(-TAIL_DIGITS))}`;
}

/** Both ends of a value, where there is room for no more: `7658…5388`. */
export const ends = (value: string): string => `${value.slice(0, 4)}…${value.slice(-4)}`;

const grouped = (digits: string): string => digits.match(/.{1,4}/g)?.join(' ') ?? '';
