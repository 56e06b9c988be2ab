import { Malformed } from '../malformed.ts';

/** Lowercase hexadecimal text, two digits a byte, no prefix. */
export type Hex = string;

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes → lowercase hex. */
export function toHex(bytes: Uint8Array): Hex {
  let text = '';
  for (const byte of bytes) text += PAIRS[byte] ?? '';
  return text;
}

/**
 * Hex → bytes, either case, no prefix, no white space; anything else throws `Malformed`.
 * Strict because `parseInt` and Node's `Buffer` drop what they do not understand.
 */
export function fromHex(text: string, field: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new Malformed(field, 'not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}
