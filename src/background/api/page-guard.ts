/**
 * What the background and the guard of a locked page know and no page does: the word of this browser session that ends the policy
 * (docs/PROTOCOL.md section 9). In Chrome each side finds it without the other, because a guard cannot wait for an answer: the
 * browser gives one of our files a new host name in every session (`use_dynamic_url`), which only the extension can see.
 */
export const SESSION_FILE = 'empty';

/**
 * The word of one origin: pages see the policy under which they run, and must not find the same word in the policies of other sites.
 * A MAC of the origin under the secret, as long as two 32-bit words, as a host of digits and a dash. WebCrypto would answer
 * later, when the page's first script may have run, and a hash would be most of the guard, which every document of a locked page carries.
 * @param secret 128 bits in hex, with dashes or without, alone or as the host of an address @param origin serialised
 */
export function sessionWord(secret: string, origin: string): string {
  const name = origin.replace(/\.(?=:|$)/, '');
  const words = (secret.replace(/-/g, '').match(/[\da-f]{8}/g) as string[]).map((word) => +`0x${word}`) as unknown as Key;
  // CBC-MAC, eight letters (of ASCII) a block, because a page waits for it. Zeros end the name and fill the last block, so that no name
  // begins another.
  let block: Block = [0, 0];
  for (let at = 0; at < name.length; at += 1) {
    // Shifts count modulo 32.
    block[((at >> 2) & 1) as 0 | 1] ^= name.charCodeAt(at) << (at * 8);
    if (at % 8 === 7) block = enciphered(words, block);
  }
  return enciphered(words, block).join('-');
}

/**
 * The policy of a header that ends with the word of any session, as rules of an earlier one do; null if it ends with none.
 */
export function withoutAnyWord(header: string): string | null {
  return /^(.*) https:\/\/\d{1,10}-\d{1,10}$/.exec(header)?.[1] ?? null;
}

/** A block of the cipher, in words of 32 bits. */
type Block = [number, number];
/** Its key, likewise. */
export type Key = readonly [number, number, number, number];

const DELTA = 0x9e3779b9;

/**
 * XTEA in its 64 rounds (Needham and Wheeler, “Tea extensions”, 1997). Each adds less than 2³² to a word, so numbers hold the sums
 * exactly until the end, when they become 32 bits.
 */
export function enciphered(key: Key, [left, right]: Block): Block {
  for (let sum = 0; sum < 32 * DELTA;) {
    left += (((right << 4) ^ (right >>> 5)) + right) ^ (sum + key[(sum & 3) as 0]);
    sum += DELTA;
    right += (((left << 4) ^ (left >>> 5)) + left) ^ (sum + key[((sum >>> 11) & 3) as 0]);
  }
  return [left >>> 0, right >>> 0];
}
