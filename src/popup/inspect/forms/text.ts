/** Control characters that no text contains, except white space. */
const CONTROL = /[\0-\x08\x0b\x0e-\x1f\x7f]/;

/** The bytes as text: UTF-8 without control characters; undefined for anything else. A byte order mark is dropped. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return CONTROL.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();

/** Text as the bytes of a piece. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** The byte order in UTF-16: by its mark, or by the zeros that ASCII leaves in it. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes.length % 2 !== 0 || bytes.length < MIN_UTF16_BYTES) return undefined;
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = (from: number): boolean => bytes.every((byte, at) => at % 2 !== from || byte === 0);
  if (zeros(1)) return 'utf-16le';
  return zeros(0) ? 'utf-16be' : undefined;
}

const MIN_UTF16_BYTES = 16;

/** UTF-16 as PowerShell and Windows editors write it → text; undefined for anything else. */
export function utf16TextOf(bytes: Uint8Array): string | undefined {
  const order = utf16Of(bytes);
  if (order === undefined) return undefined;
  // Not with TextDecoder: browsers support both orders, Node only with its full data.
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const [a = 0, b = 0] = [bytes[at], bytes[at + 1]];
    text += String.fromCharCode(order === 'utf-16le' ? a | (b << 8) : (a << 8) | b);
  }
  const plain = text.replace(/^\ufeff/, '');
  return CONTROL.test(plain) ? undefined : plain;
}
