import { toUtf8 } from '../bytes/text.ts';

/** A value as JSON in ASCII: every other character is written as `\uXXXX`, which any reader understands. */
export function writeJson(value: object): Uint8Array {
  const text = JSON.stringify(value).replace(/[^\0-\x7f]/g, escaped);
  return toUtf8(text, 'json');
}

/** One UTF-16 code unit. */
const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
