import { createHash } from 'node:crypto';

/** SHA-256 of these, one after the other. */
export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => digest('sha256', parts);
/** SHA-512 of these, one after the other. */
export const sha512 = (...parts: readonly Uint8Array[]): Uint8Array => digest('sha512', parts);

function digest(name: string, parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return Uint8Array.from(hash.digest());
}

/** Report data that begins with this, padded with zeros to 64 bytes. */
export function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(64);
  whole.set(bytes);
  return whole;
}

/** UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
