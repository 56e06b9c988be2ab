import { toHex, type Hex } from '../bytes/hex.ts';
import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import { toAscii } from '../bytes/text.ts';
import type { CryptoPort, SignatureAlgorithm } from './port.ts';

/** What a port is asked about one signature: everything on which the answer depends. */
export type SignatureQuestion = {
  readonly algorithm: SignatureAlgorithm;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
};

/** How long a question is: bytes of the key, the signature and the message. */
export const lengthOfQuestion = ({ spki, signature, message }: SignatureQuestion): number =>
  spki.length + signature.length + message.length;

/** The question in arrays of its own. What a `Buffer` slices is the same memory, so `slice` would be no copy. */
export const copyOfQuestion = ({ algorithm, spki, signature, message }: SignatureQuestion): SignatureQuestion => ({
  algorithm,
  spki: new Uint8Array(spki),
  signature: new Uint8Array(signature),
  message: new Uint8Array(message),
});

/** More than two signatures have in common by chance. */
const TAG_BYTES = 16;

/** The beginning of the signature, by which a remembered question is found. Two questions may share it: it decides nothing. */
export const tagOfQuestion = ({ signature }: SignatureQuestion): Hex => toHex(signature.slice(0, TAG_BYTES));

/** SHA-256 over every part, length-prefixed, so that no other question has the same digest. */
export async function digestOfQuestion(
  { algorithm, spki, signature, message }: SignatureQuestion,
  port: Pick<CryptoPort, 'digest'>,
): Promise<Hex> {
  return toHex(await port.digest('sha-256', lengthPrefixed(toAscii(algorithm, 'algorithm'), spki, signature, message)));
}
