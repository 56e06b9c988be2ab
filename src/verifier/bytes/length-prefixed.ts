import { concat } from './equal.ts';

/** LP(x): 32-bit big-endian length, then the bytes; no two lists of fields encode to the same bytes. */
export function lengthPrefixed(...fields: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...fields.flatMap((field) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, field.length, false);
      return [length, field];
    }),
  );
}
