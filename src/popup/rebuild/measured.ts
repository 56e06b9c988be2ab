import type { Measurement } from '../../verifier/index.ts';

/** A register of the evidence next to the user's build: equal, different, or not supplied by the user. */
export type Compared = Measurement & { readonly built: string | null };

const LINE = /^(?:(?<name>[A-Za-z][A-Za-z0-9_.-]{1,39})\s*[:=]\s*)?(?:0x)?(?<value>[0-9a-fA-F][0-9a-fA-F\s]*)$/;
const MAX_CHARACTERS = 10_000;

/**
 * What a build printed, as people paste it: `MRENCLAVE=ab…`, `mrtd: 0xAB…`, one per line, or one bare value for the first
 * register. Other lines are ignored. @param names the requested registers; a bare value is for the first
 */
export function readMeasured(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.slice(0, MAX_CHARACTERS).split(/\r?\n/)) {
    const match = LINE.exec(line.trim());
    const value = match?.groups?.['value']?.replaceAll(/\s/g, '').toLowerCase() ?? '';
    // A word made only of hexadecimal letters (`added`, `face`) is not a measurement.
    if (value.length < 32) continue;
    const name = (match?.groups?.['name'] ?? names[0] ?? '').toUpperCase();
    if (names.includes(name) && !found.has(name)) found.set(name, value);
  }
  return found;
}

/** Every register that names the code, next to what was built. */
export const compared = (registers: readonly Measurement[], built: ReadonlyMap<string, string>): readonly Compared[] =>
  registers.map((one) => ({ ...one, built: built.get(one.register) ?? null }));

/** Was exactly this code built? Every register was supplied, and is equal. */
export const isSame = (rows: readonly Compared[]): boolean =>
  rows.length > 0 && rows.every(({ value, built }) => built === value);
