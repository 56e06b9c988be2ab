import { toHex } from '../bytes/hex.ts';
import { Reader } from '../bytes/reader.ts';
import { toAscii } from '../bytes/text.ts';

/** The form in which a service takes our 32 random bytes as a nonce, and in which its evidence returns it. */
export type NonceForm = 'bytes' | 'first-20-bytes' | 'uuid-text' | 'hex-text';

/** Our nonce as evidence of this form contains it, in bytes. */
export function nonceAs(form: NonceForm, nonce: Uint8Array): Uint8Array {
  switch (form) {
    case 'bytes':
      return nonce;
    case 'first-20-bytes':
      return new Reader(nonce, 'nonce').bytes('first bytes', 20);
    case 'uuid-text':
      return toAscii(uuidOf(nonce), 'nonce');
    case 'hex-text':
      return toAscii(toHex(nonce), 'nonce');
  }
}

/** A version 4 UUID (RFC 9562, section 5.4) of the first 16 bytes, six bits of which are the version's and the variant's. */
export function uuidOf(nonce: Uint8Array): string {
  const bytes = Uint8Array.from(new Reader(nonce, 'nonce').bytes('first bytes', 16));
  const view = new DataView(bytes.buffer);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x40);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
