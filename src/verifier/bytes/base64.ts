import { Malformed } from '../malformed.ts';
import { fromAscii, toAscii } from './text.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** No letter: its upper two bits are set, as no letter's value has them. */
const NONE = 0xff;
const NOT_A_VALUE = 0xc0;
/** Character code → value of the letter. */
function valuesOf(alphabet: string): Uint8Array {
  const values = new Uint8Array(256).fill(NONE);
  for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;
  return values;
}
const STANDARD_LETTERS = toAscii(STANDARD, 'alphabet');
const URL_SAFE_LETTERS = toAscii(URL_SAFE, 'alphabet');
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

/**
 * The platform's decoder where it has one (ES2026: Chrome 140, Firefox 133), as far as it is used: strict of padding and pad bits, and
 * lenient of white space.
 */
type NativeDecoder = (
  text: string,
  options: { readonly alphabet: 'base64' | 'base64url'; readonly lastChunkHandling: 'strict' },
) => Uint8Array<ArrayBuffer>;

/** From this length on asking the platform is faster. */
const LONG = 64;

/** What the platform makes of it; undefined where it takes it for no base64, or it has left something out. @param text padded */
function decodedBy(
  native: NativeDecoder | undefined,
  text: string,
  letters: number,
  alphabet: 'base64' | 'base64url',
): Uint8Array<ArrayBuffer> | undefined {
  if (native === undefined || letters < LONG) return undefined;
  try {
    const bytes = native(text, { alphabet, lastChunkHandling: 'strict' });
    // White space, which it skips, would let many texts mean the same bytes.
    return bytes.length === Math.floor((letters * 3) / 4) ? bytes : undefined;
  } catch {
    return undefined;
  }
}

const padded = (text: string): string => (text.length % 4 === 0 ? text : text + '='.repeat(4 - (text.length % 4)));

/** @param native the platform's decoder; what it refuses is read here once more, for why */
export function base64Decoders(native: NativeDecoder | undefined) {
  return {
    fromBase64(text: string, field: string): Uint8Array<ArrayBuffer> {
      const letters = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
      if (text.length % 4 !== 0) throw new Malformed(field, 'base64 without its padding');
      return decodedBy(native, text, letters, 'base64') ?? decode(text.slice(0, letters), STANDARD_VALUES, field);
    },
    fromBase64Url: (text: string, field: string): Uint8Array<ArrayBuffer> =>
      decodedBy(native, padded(text), text.length, 'base64url') ?? decode(text, URL_SAFE_VALUES, field),
  };
}

const platform = Uint8Array as unknown as { readonly fromBase64?: NativeDecoder };
const decoders = base64Decoders(
  platform.fromBase64 === undefined ? undefined : (...asked) => platform.fromBase64?.(...asked) ?? new Uint8Array(),
);

/** RFC 4648 section 4 with its padding; no white space, one spelling per byte string. Throws `Malformed`. */
export const fromBase64 = (text: string, field: string): Uint8Array<ArrayBuffer> => decoders.fromBase64(text, field);

/** RFC 4648 section 5 without padding (as JOSE, COSE and CMW use it); one spelling per byte string. Throws `Malformed`. */
export const fromBase64Url = (text: string, field: string): Uint8Array<ArrayBuffer> => decoders.fromBase64Url(text, field);

/** Three bytes become four letters; of an incomplete group those letters are written that hold any bit of it. */
function encode(bytes: Uint8Array, alphabet: Uint8Array): string {
  const letters = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const group = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    // What is written past the end of the array is dropped.
    letters[to] = alphabet[group >> 18] ?? 0;
    letters[to + 1] = alphabet[(group >> 12) & 63] ?? 0;
    letters[to + 2] = alphabet[(group >> 6) & 63] ?? 0;
    letters[to + 3] = alphabet[group & 63] ?? 0;
  }
  return fromAscii(letters, 'base64');
}

/** Bytes → base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE_LETTERS);
}

/** Bytes → base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode(bytes, STANDARD_LETTERS);
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}
