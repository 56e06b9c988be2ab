import { fromBase64, fromBase64Url, fromHex, unlessMalformed } from '../../../verifier/index.ts';
import type { Inner } from './piece.ts';

/** Shorter texts are too likely to be something else; in bytes. */
const MIN_DECODED_BYTES = 16;

/** The content of an encoded text, or that a character of it was lost in copying. */
export type Decoded = { readonly inner: Inner } | { readonly lost: Lost };

/** A character was lost in copying; `start` is what could be read before the end. */
export type Lost = { readonly encoding: 'hexadecimal' | 'base64'; readonly characters: number; readonly start: Uint8Array };

/**
 * A text that is entirely hexadecimal, base64 or base64url, with or without padding, white space, `0x`, and colons or commas
 * between bytes. Hexadecimal is tried first: its digits are also base64 letters, and no evidence is written in those alone.
 */
export function decodeWhole(text: string): Decoded | undefined {
  return decodeHex(text) ?? decodeBase64(text.replace(/\s+/g, ''));
}

function decodeHex(text: string): Decoded | undefined {
  const digits = hexDigits(text);
  if (digits === undefined || digits.length < 2 * MIN_DECODED_BYTES) return undefined;
  const whole = digits.length % 2 === 0 ? digits : digits.slice(0, -1);
  const bytes = unlessMalformed(() => fromHex(whole, 'hexadecimal'), undefined);
  if (bytes === undefined) return undefined;
  if (whole !== digits) return { lost: { encoding: 'hexadecimal', characters: digits.length, start: bytes } };
  return { inner: { bytes, name: 'hexadecimal' } };
}

/** The digits of a text that contains nothing but digits and common separators; undefined for any other. */
function hexDigits(text: string): string | undefined {
  if (/^[0-9a-fA-F\s]+$/.test(text)) return text.replace(/\s+/g, '');
  // C's prefix, or PostgreSQL's.
  if (/^(?:0|\\)x[0-9a-fA-F\s]+$/i.test(text)) return text.slice(2).replace(/\s+/g, '');
  if (!/^[0-9a-fA-FxX\\\s,;:]+$/.test(text)) return undefined;
  const tokens = text.split(/[\s,;:\\]+/).filter((token) => token !== '');
  const bytes = tokens.map((token) => /^(0?x)?([0-9a-f]{1,2})$/i.exec(token));
  // A single digit is a byte with its zero omitted only where a prefix marks it as hexadecimal; otherwise it may be decimal.
  if (bytes.some((byte) => byte === null || (byte[1] === undefined && byte[2]?.length !== 2))) return undefined;
  return bytes.map((byte) => (byte?.[2] ?? '').padStart(2, '0')).join('');
}

function decodeBase64(dense: string): Decoded | undefined {
  const bare = dense.replace(/={1,2}$/, '');
  if (bare.length < (MIN_DECODED_BYTES * 4) / 3) return undefined;
  const isStandard = /^[A-Za-z0-9+/]+$/.test(bare);
  if (!isStandard && !/^[A-Za-z0-9_-]+$/.test(bare)) return undefined;
  const decode = (letters: string): Uint8Array | undefined =>
    unlessMalformed(
      () =>
        isStandard
          ? fromBase64(letters + '='.repeat((4 - (letters.length % 4)) % 4), 'base64')
          : fromBase64Url(letters, 'base64url'),
      undefined,
    );
  if (bare.length % 4 === 1) {
    const start = decode(bare.slice(0, -1));
    return start === undefined ? undefined : { lost: { encoding: 'base64', characters: bare.length, start } };
  }
  const bytes = decode(bare);
  return bytes === undefined ? undefined : { inner: { bytes, name: isStandard ? 'base64' : 'base64url' } };
}
