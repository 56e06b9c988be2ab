import type { Inner } from './piece.ts';
import { bytesOf } from './text.ts';

/** How many literals one string is put together from, in C and Python. */
const LITERAL = /(?:[bBuUrR]{0,2}|u8|L)(?:"([^"\\]*(?:\\[^][^"\\]*)*)"|'([^'\\]*(?:\\[^][^'\\]*)*)')/y;

const ESCAPED: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 };

/** Shorter ones are too likely to be something else; in characters. */
const MIN_LITERAL_CHARACTERS = 32;

/**
 * A string as a program prints or contains it: in quotation marks, bytes escaped as `\x00`, `\000` or a letter; adjacent ones are
 * joined. Undefined for any other text.
 */
export function stringLiteral(text: string): Inner | undefined {
  if (text.length < MIN_LITERAL_CHARACTERS) return undefined;
  const start = /^(?:[\w\s*:&[\]<>,]{0,80}=\s*)?(?:bytearray\(|bytes\()?(?=[bBuU]?["'])/.exec(text)?.[0].length ?? 0;
  const parts: string[] = [];
  for (let at = start; at < text.length;) {
    LITERAL.lastIndex = at;
    const found = LITERAL.exec(text);
    if (found === null) return undefined;
    parts.push(found[1] ?? found[2] ?? '');
    at = LITERAL.lastIndex;
    at += /^[\s\\,;)]*/.exec(text.slice(at, at + 64))?.[0].length ?? 0;
  }
  const bytes = unescaped(parts.join(''));
  return bytes === undefined ? undefined : { bytes, name: 'a quoted string' };
}

/** The bytes of the escapes; undefined for a character that is not a byte. */
function unescaped(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter !== '\\') {
      if (letter > '\x7f') return text.includes('\\x') ? undefined : bytesOf(text);
      bytes.push(letter.charCodeAt(0));
      continue;
    }
    const rest = text.slice(at + 1, at + 5);
    const hex = /^x([0-9a-fA-F]{2})/.exec(rest) ?? /^u00([0-9a-fA-F]{2})/.exec(text.slice(at + 1, at + 6));
    const octal = /^[0-3]?[0-7]{1,2}/.exec(rest);
    if (hex !== null) {
      bytes.push(Number.parseInt(hex[1] ?? '', 16));
      at += hex[0].length;
    } else if (octal !== null) {
      bytes.push(Number.parseInt(octal[0], 8));
      at += octal[0].length;
    } else {
      const name = rest[0] ?? '';
      if (name !== '\n') bytes.push(ESCAPED[name] ?? name.charCodeAt(0));
      at += 1;
    }
  }
  return Uint8Array.from(bytes);
}
