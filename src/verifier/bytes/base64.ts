import { Malformed } from '../malformed.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** No letter: its upper two bits are set, as no letter's value has them. */
const NONE = 0xff;
const NOT_A_VALUE = 0xc0;
/** Character code → value of the letter. */
const valuesOf = (alphabet: string): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => {
    const value = alphabet.indexOf(String.fromCharCode(code));
    return value < 0 ? NONE : value;
  });
const STANDARD_VALUES = valuesOf(STANDARD);
const URL_SAFE_VALUES = valuesOf(URL_SAFE);

/** Four letters are three bytes at a time: lists of statements hold a megabyte of them. */
function decode(text: string, values: Uint8Array, field: string): Uint8Array<ArrayBuffer> {
  const { length } = text;
  if (length % 4 === 1) throw new Malformed(field, 'impossible base64 length');
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  const letter = (index: number): number => values[text.charCodeAt(index)] ?? NONE;
  const whole = length - (length % 4);
  let at = 0;
  for (let index = 0; index < whole; index += 4) {
    const a = letter(index);
    const b = letter(index + 1);
    const c = letter(index + 2);
    const d = letter(index + 3);
    if (((a | b | c | d) & NOT_A_VALUE) !== 0) throw new Malformed(field, 'not base64');
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = ((b & 15) << 4) | (c >> 2);
    bytes[at + 2] = ((c & 3) << 6) | d;
    at += 3;
  }
  if (whole === length) return bytes;
  const [a, b, c] = [letter(whole), letter(whole + 1), length - whole === 3 ? letter(whole + 2) : 0];
  if (((a | b | c) & NOT_A_VALUE) !== 0) throw new Malformed(field, 'not base64');
  bytes[at] = (a << 2) | (b >> 4);
  if (length - whole === 3) bytes[at + 1] = ((b & 15) << 4) | (c >> 2);
  // RFC 4648 section 3.5: pad bits that are not zero would let many texts mean the same bytes.
  if ((length - whole === 3 ? c & 3 : b & 15) !== 0) throw new Malformed(field, 'base64 pad bits are not zero');
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
