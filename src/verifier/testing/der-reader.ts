import { fromHex } from '../bytes/hex.ts';
import { DerReader } from '../encoding/der.ts';

/** A reader of DER written in hexadecimal, with spaces for legibility. */
export const der = (hex: string): DerReader => new DerReader(fromHex(hex.replaceAll(' ', ''), 'hex'), 'what');

/** Reads one value and requires that nothing follows it. */
export function only<T>(hex: string, read: (reader: DerReader) => T): T {
  const reader = der(hex);
  const value = read(reader);
  reader.end();
  return value;
}
