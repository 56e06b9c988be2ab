import { fromBase64Url } from './base64.ts';
import { fromHex } from './hex.ts';

/**
 * Bytes in any common spelling, for what services wrap around evidence: hexadecimal in either case, with `0x` or without; base64 in
 * either alphabet, padded or not; with white space or without. Versions of one service differ in this. Never for what is signed or
 * compared as text. No evidence is written in base64 letters that are all hexadecimal digits. @throws Malformed
 */
export function fromHexOrBase64(text: string, field: string): Uint8Array<ArrayBuffer> {
  const dense = /\s/.test(text) ? text.replaceAll(/\s+/g, '') : text;
  const digits = /^(?:0x)?([0-9a-f]+)$/i.exec(dense)?.[1];
  if (digits !== undefined) return fromHex(digits, field);
  return fromBase64Url(
    dense
      .replace(/={1,2}$/, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
    field,
  );
}
