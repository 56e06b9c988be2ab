/** UTF-8's byte order mark: whatever charset a response, a tag or a page claims, browsers read what follows as UTF-8. */
const MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * A hash covers bytes, not the charset in which they are read: does every browser read these bytes as the same text? ASCII without
 * an escape character, which other charsets read as a switch, or UTF-8 behind its mark (Encoding Standard, "decode").
 */
export function hasOneReading(script: string | Uint8Array): boolean {
  const bytes = Buffer.from(script);
  return /^[\t\n\r\x20-\x7e]*$/.test(bytes.toString('latin1')) || bytes.subarray(0, MARK.length).equals(MARK);
}

/** The same script with one reading: it gets the mark if it needs it. @returns null if it is not UTF-8 */
export function withOneReading(script: Uint8Array): Uint8Array | null {
  if (hasOneReading(script)) return script;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(script);
    return Buffer.concat([MARK, script]);
  } catch {
    return null;
  }
}
