import type { Hex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { tees, type AnyTee } from '../tees.ts';
import { shortDigest } from './short-digest.ts';
import { STATEMENT_TEES, type StatementTee } from './vocabulary.ts';

/** Code as statements and denials name it: every listed register must be equal. Names as in the evidence (`MRENCLAVE`). */
export type NamedCode = { readonly tee: StatementTee; readonly registers: Readonly<Record<string, Hex>> };

const KEY = /^[a-z][a-z0-9_]{0,39}$/;
const VALUE = /^(?:[0-9a-f]{2}){1,128}$/;
const MAX_REGISTERS = 40;

/** The lengths of registers in bytes, for those with a fixed length; a shorter value could never match. */
const LENGTH: Readonly<Record<string, number>> = {
  MRENCLAVE: 32,
  MRSIGNER: 32,
  MRTD: 48,
  RTMR0: 48,
  RTMR1: 48,
  RTMR2: 48,
  RTMR3: 48,
  MEASUREMENT: 48,
};

/** The sets of registers of which a statement about code of this TEE must name at least one completely. */
export function codeRegistersOf(tee: string): readonly (readonly string[])[] {
  return tees.find(({ id }: AnyTee) => id === tee)?.codeRegisters ?? [];
}

/**
 * `predicate.measurement`: `tee`, and registers under their names in lower case. @param least `identifies`: a complete set that
 * identifies code, or a statement could match by leaving registers out; `touches`: one register of any such set, which is enough
 * to warn about code @throws Malformed
 */
export function readMeasurement(object: JsonObject, least: 'identifies' | 'touches'): NamedCode {
  const { path } = object;
  const named = object.string('tee');
  const tee = STATEMENT_TEES.find((one) => one === named);
  if (tee === undefined) throw new Malformed(`${path}.tee`, 'unknown TEE');
  const keys = object.names.filter((name) => name !== 'tee');
  if (keys.length > MAX_REGISTERS) throw new Malformed(path, 'too many registers');
  const registers = Object.fromEntries(keys.map((key) => [key.toUpperCase(), valueOf(object, key)] as const));
  const sets = codeRegistersOf(tee);
  const has = (register: string): boolean => Object.hasOwn(registers, register);
  if (!sets.some((set) => (least === 'identifies' ? set.every(has) : set.some(has))))
    throw new Malformed(path, `names no register that identifies code: ${sets.map((set) => set.join('+')).join(' or ')}`);
  if (Object.values(registers).every((value) => /^0+$/.test(value))) throw new Malformed(path, 'every register is zero');
  return { tee, registers };
}

function valueOf(object: JsonObject, key: string): Hex {
  const field = `${object.path}.${key}`;
  if (!KEY.test(key)) throw new Malformed(field, 'not a register name in lower case');
  const value = object.string(key);
  if (!VALUE.test(value)) throw new Malformed(field, 'not lowercase hex');
  const length = LENGTH[key.toUpperCase()];
  if (length !== undefined && value.length !== 2 * length) throw new Malformed(field, `not ${String(length)} bytes`);
  return value;
}

/**
 * `key=value
 * ` for each key in ASCII order, including `tee` (docs/AUDITS.md, rule M).
 */
export function measurementText({ tee, registers }: NamedCode): string {
  const pairs: [string, string][] = [
    ['tee', tee],
    ...Object.entries(registers).map(([name, value]): [string, string] => [name.toLowerCase(), value]),
  ];
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** SHA-256 of that text, which in-toto's subject names. */
export const measurementDigest = (code: NamedCode): Hex => shortDigest(toAscii(measurementText(code), 'measurement'));
