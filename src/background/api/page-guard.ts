/**
 * What the background and the guard of a locked page know and no page does: the word of this browser session that ends the policy
 * (docs/PROTOCOL.md section 9). In Chrome each side finds it without the other, because a guard cannot wait for an answer: the
 * browser gives one of our files a new host name in every session (`use_dynamic_url`), which only the extension can see.
 */
export const SESSION_FILE = 'page-lock/session.txt';

/**
 * The word of one origin. Pages see the policy they run under, and must not find the same word in other sites' policies. A host
 * name of 32 letters and digits. @param secret of this session @param origin serialised
 */
export function sessionWord(secret: string, origin: string): string {
  return sha256(`${secret} ${origin.replace(/\.(?=:|$)/, '')}`).slice(0, 32);
}

/**
 * SHA-256 (FIPS 180-4) of ASCII text, in hex. WebCrypto would answer too late, when the page's first script may already have run.
 */
export function sha256(text: string): string {
  const { roots, state } = constants();
  const blocks = Math.ceil((text.length + 9) / 64);
  const words = new Int32Array(blocks * 16);
  for (let at = 0; at <= text.length; at += 1)
    words[at >> 2] = (words[at >> 2] ?? 0) | ((at < text.length ? text.charCodeAt(at) : 0x80) << (24 - 8 * (at & 3)));
  words[words.length - 1] = text.length * 8;
  for (let block = 0; block < blocks; block += 1) compress(state, roots, words.slice(block * 16, block * 16 + 16));
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** One block, section 6.2.2. */
function compress(state: Int32Array, roots: Int32Array, block: Int32Array): void {
  const schedule = [...block];
  const word = (at: number): number => schedule[at] ?? 0;
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    if (round > 15) {
      const early = word(round - 15);
      const late = word(round - 2);
      const low = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
      const high = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
      schedule[round] = (word(round - 16) + low + word(round - 7) + high) | 0;
    }
    const chosen = (e & f) ^ (~e & g);
    const first = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + chosen + (roots[round] ?? 0) + word(round);
    const second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, at) => {
    state[at] = (state[at] ?? 0) + value;
  });
}

/** Sections 4.2.2 and 5.3.3: the first 32 bits of the fractions of the cube and square roots of the first primes. */
function constants(): { readonly roots: Int32Array; readonly state: Int32Array } {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < 64; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  const fraction = (root: number): number => (root - Math.floor(root)) * 2 ** 32;
  return {
    roots: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)) | 0),
    state: Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)) | 0),
  };
}
