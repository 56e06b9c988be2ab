import type { Measurement } from '../../verifier/index.ts';

/** A register of the evidence beside what the user's build gave: equal, different, or not named by the user. */
export type Compared = Measurement & { readonly built: string | null };

const LINE = /^(?:(?<name>[A-Za-z][A-Za-z0-9_.-]{1,39})\s*[:=]\s*)?(?:0x)?(?<value>[0-9a-fA-F][0-9a-fA-F\s]*)$/;
const MAX_CHARACTERS = 10_000;

/**
 * What a build printed, as people paste it: `MRENCLAVE=ab…`, `mrtd: 0xAB…`, one a line, or one bare value for the first register.
 * Lines that say something else are left out.
 * @param names registers that are asked for, the first of which a bare value is about
 */
export function readMeasured(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.slice(0, MAX_CHARACTERS).split(/\r?\n/)) {
    const match = LINE.exec(line.trim());
    const value = match?.groups?.['value']?.replaceAll(/\s/g, '').toLowerCase() ?? '';
    // A word of hexadecimal letters alone (`added`, `face`) is no measurement.
    if (value.length < 32) continue;
    const name = (match?.groups?.['name'] ?? names[0] ?? '').toUpperCase();
    if (names.includes(name) && !found.has(name)) found.set(name, value);
  }
  return found;
}

/** Every register that names the code beside what was built. */
export const compared = (registers: readonly Measurement[], built: ReadonlyMap<string, string>): readonly Compared[] =>
  registers.map((one) => ({ ...one, built: built.get(one.register) ?? null }));

/** Was the very code built? Every register was named, and is equal. */
export const isSame = (rows: readonly Compared[]): boolean =>
  rows.length > 0 && rows.every(({ value, built }) => built === value);
