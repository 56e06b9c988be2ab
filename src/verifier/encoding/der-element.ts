import { concat } from '../bytes/equal.ts';

/** Minimal definite length octets (X.690 section 10.1). */
function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

/** One DER element: tag, length, and the contents one after the other. For the few structures that are built and hashed here. */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag), derLength(content.length), content);
}
