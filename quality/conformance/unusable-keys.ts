import type { CryptoPort } from '../../src/verifier/crypto/port.ts';
import { UNUSABLE_KEYS } from '../../src/verifier/testing/unusable-keys.ts';
import { Counter, type Tally } from './tally.ts';

/** Our own: keys under which no engine may verify, or fail with an error, whatever the signature. Needs no file. */
export async function runUnusableKeys(_text: string, port: CryptoPort): Promise<Tally> {
  const counter = new Counter();
  for (const { what, algorithm, spki, length } of UNUSABLE_KEYS) {
    for (const fill of [0x01, 0x7f]) {
      const answer = await port
        .verifySignature(algorithm, spki, new Uint8Array(length).fill(fill), Uint8Array.of(1, 2, 3))
        .catch((error: unknown) => String(error));
      counter.compare(`${what}, signature of ${String(fill)}: answered ${String(answer)}`, answer === false);
    }
  }
  return counter.tally();
}
