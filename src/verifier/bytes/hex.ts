import { Malformed } from '../malformed.ts';

/** Lowercase hexadecimal text, two digits per byte, no prefix. */
export type Hex = string;

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const NONE = 0xff;
/** Character code → value of the digit, in either case. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return value < 0 ? NONE : value;
});

/** The platform's own, where it has one (ES2026: Chrome 140, Firefox 133). Its texts are in one piece, so comparing them is cheap. */
type MayWriteHex = { readonly toHex?: (this: Uint8Array) => string };

/** Bytes → lowercase hex. */
export function toHex(bytes: Uint8Array): Hex {
  // The platform's, not the object's: libraries extend Uint8Array with a toHex of their own, which writes a prefix.
  const native = (Uint8Array.prototype as MayWriteHex).toHex;
  if (native !== undefined) return native.call(bytes);
  let text = '';
  // By index: an iterator takes several times as long in Firefox.
  const { length } = bytes;
  for (let at = 0; at < length; at += 1) text += PAIRS[bytes[at] ?? 0] ?? '';
  return text;
}

/**
 * Hex → bytes, in either case, no prefix, no white space; anything else throws `Malformed`. Strict because `parseInt` and Node's
 * `Buffer` drop what they do not understand.
 */
export function fromHex(text: string, field: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0) throw new Malformed(field, 'not hexadecimal');
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    const high = DIGITS[text.charCodeAt(2 * index)] ?? NONE;
    const low = DIGITS[text.charCodeAt(2 * index + 1)] ?? NONE;
    if (high === NONE || low === NONE) throw new Malformed(field, 'not hexadecimal');
    bytes[index] = (high << 4) | low;
  }
  return bytes;
}
