import { Malformed } from '../malformed.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const NONE = 0xff;
/** Character code → value of the letter. */
const valuesOf = (alphabet: string): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, code) => {
    const value = alphabet.indexOf(String.fromCharCode(code));
    return value < 0 ? NONE : value;
  });
const STANDARD_VALUES = valuesOf(STANDARD);
const URL_SAFE_VALUES = valuesOf(URL_SAFE);

function decode(text: string, values: Uint8Array, field: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 === 1) throw new Malformed(field, 'impossible base64 length');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = values[text.charCodeAt(index)] ?? NONE;
    if (value === NONE) throw new Malformed(field, 'not base64');
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (held >> bits) & 0xff;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  // RFC 4648 section 3.5: pad bits that are not zero would let many texts mean the same bytes.
  if (held !== 0) throw new Malformed(field, 'base64 pad bits are not zero');
  return bytes;
}

/** RFC 4648 section 4 with its padding; no white space, one spelling per byte string. Throws `Malformed`. */
export function fromBase64(text: string, field: string): Uint8Array<ArrayBuffer> {
  const body = text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text;
  if (text.length % 4 !== 0) throw new Malformed(field, 'base64 without its padding');
  return decode(body, STANDARD_VALUES, field);
}

/** RFC 4648 section 5 without padding (as JOSE, COSE and CMW use it); one spelling per byte string. Throws `Malformed`. */
export function fromBase64Url(text: string, field: string): Uint8Array<ArrayBuffer> {
  return decode(text, URL_SAFE_VALUES, field);
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet[(held >> bits) & 63] ?? '';
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + (alphabet[(held << (6 - bits)) & 63] ?? '') : text;
}

/** Bytes → base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE);
}

/** Bytes → base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode(bytes, STANDARD);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}
