import { Malformed } from '../malformed.ts';

/** Would `toAscii` take this text? */
export function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** How many bytes become text at once: engines limit the number of arguments. */
const CHUNK = 4096;

/** Bytes below 0x80 → text; undefined when there is any other. Chunks, not spread: a letter at a time is slow. */
function asciiText(bytes: Uint8Array): string | undefined {
  const decoded = bytes.length >= LONG_BYTES ? decodedByPlatform(bytes) : undefined;
  // Every character of more than one byte makes the text shorter.
  if (decoded !== undefined) return decoded.length === bytes.length ? decoded : undefined;
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String(Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + CHUNK)));
  }
  return isAscii(text) ? text : undefined;
}

/** Bytes → ASCII text; any byte over 0x7f is Malformed. */
export function fromAscii(bytes: Uint8Array, field: string): string {
  const text = asciiText(bytes);
  if (text === undefined) throw new Malformed(field, 'not ASCII');
  return text;
}

/** ASCII text → bytes; any other character is Malformed (DESIGN §4: all strings that are hashed are ASCII). */
export function toAscii(text: string, field: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) throw new Malformed(field, 'not ASCII');
    bytes[index] = code;
  }
  return bytes;
}

/** Where the run of bytes below 0x80 that begins here ends. */
function endOfAscii(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) < 0x80) at += 1;
  return at;
}

/** The platform's decoder, described here so that the verifier compiles without a browser or Node (WHATWG Encoding; all have it). */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

/** Its encoder, of which only ASCII is asked: half a surrogate pair would become another character, silently. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

const encoder = new TextEncoder();
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** From this length on asking the platform is faster. */
const LONG_BYTES = 256;

/** What the platform makes of the bytes, as strictly; undefined where they are not UTF-8. */
function decodedByPlatform(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes → text by strict UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF). */
export function fromUtf8(bytes: Uint8Array, field: string): string {
  // What it refuses is read here once more, for where it stands.
  const decoded = bytes.length >= LONG_BYTES ? decodedByPlatform(bytes) : undefined;
  if (decoded !== undefined) return decoded;
  const ascii = asciiText(bytes);
  if (ascii !== undefined) return ascii;
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    // A long text with one accent in it is almost all of this kind.
    const end = endOfAscii(bytes, at);
    text += asciiText(bytes.subarray(at, end)) ?? '';
    at = end;
    if (at === bytes.length) break;
    const lead = bytes[at] ?? 0;
    const more = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more < 0 || at + more >= bytes.length + (more === 0 ? 1 : 0)) throw new Malformed(field, 'not UTF-8', at);
    let point = more === 0 ? lead : lead & (0x3f >> more);
    for (let index = 1; index <= more; index += 1) {
      const next = bytes[at + index] ?? 0;
      if ((next & 0xc0) !== 0x80) throw new Malformed(field, 'not UTF-8', at + index);
      point = (point << 6) | (next & 0x3f);
    }
    const least = [0, 0x80, 0x800, 0x10000][more] ?? 0;
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw new Malformed(field, 'not UTF-8', at);
    text += String.fromCodePoint(point);
    at += more + 1;
  }
  return text;
}

/** Text → UTF-8 (RFC 3629). @throws Malformed for half a surrogate pair, which no UTF-8 can hold. */
export function toUtf8(text: string, field: string): Uint8Array<ArrayBuffer> {
  if (isAscii(text)) return text.length >= LONG_BYTES ? encoder.encode(text) : toAscii(text, field);
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) throw new Malformed(field, 'half a surrogate pair');
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point));
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point));
  }
  return Uint8Array.from(bytes);
}

const tail = (bits: number): number => 0x80 | (bits & 0x3f);
