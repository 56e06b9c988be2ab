import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import type { Commitment } from '../protocol/commitment.ts';

/** The 64 bytes in the evidence under layout `sealmark-1`, computed by Node's own SHA-512. */
export function reportDataFor({ origin, nonce, keys }: Commitment): Uint8Array {
  const text = (words: string): Uint8Array => Buffer.from(words, 'ascii');
  const fields = [text('sealmark-binding-1'), text(origin), nonce, ...keys.flatMap(({ use, key }) => [text(use), key])];
  return createHash('sha512')
    .update(lengthPrefixed(...fields))
    .digest();
}
