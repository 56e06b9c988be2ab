/** A source of numbers that returns the same ones for the same seed (xorshift32; George Marsaglia, 2003). */
export type Random = (below: number) => number;

/** Whole numbers below the requested one, from 0. @param seed 32 bits; 0 counts as 1 */
export function randomFrom(seed: number): Random {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const INTERESTING = [0x00, 0x01, 0x7f, 0x80, 0x81, 0xff, 0x30, 0x02, 0x04, 0x22, 0x5b, 0x7b, 0xbf, 0x9f, 0x5f] as const;
/** False lengths and counts, in both byte orders. */
const LYING = ['ffffffff', '7fffffff', '80000000', '00000000', 'ffff', '0100', '00010000', 'ffffffffffffffff'].map((hex) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
);

type Mutation = (bytes: number[], random: Random, others: readonly Uint8Array[]) => void;

const at = (bytes: readonly number[], random: Random): number => random(Math.max(1, bytes.length));

/** Changes to one input, in the manner of AFL's "havoc" stage. */
const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const offset = at(bytes, random);
    bytes[offset] = (bytes[offset] ?? 0) ^ (1 << random(8));
  },
  (bytes, random) => {
    bytes[at(bytes, random)] = random(256);
  },
  (bytes, random) => {
    bytes[at(bytes, random)] = INTERESTING[random(INTERESTING.length)] ?? 0;
  },
  (bytes, random) => {
    const offset = at(bytes, random);
    bytes[offset] = ((bytes[offset] ?? 0) + random(33) + 240) & 0xff;
  },
  (bytes, random) => {
    bytes.splice(at(bytes, random), random(16) + 1);
  },
  (bytes, random) => {
    bytes.length = at(bytes, random);
  },
  (bytes, random) => {
    bytes.splice(at(bytes, random), 0, ...Array.from({ length: random(8) + 1 }, () => random(256)));
  },
  (bytes, random) => {
    const from = at(bytes, random);
    bytes.splice(at(bytes, random), 0, ...bytes.slice(from, from + random(64) + 1));
  },
  (bytes, random) => {
    const misbehaviour = LYING[random(LYING.length)] ?? Uint8Array.of(0xff);
    bytes.splice(at(bytes, random), misbehaviour.length, ...misbehaviour);
  },
  (bytes, random, others) => {
    const other = others[random(Math.max(1, others.length))] ?? new Uint8Array();
    const from = random(Math.max(1, other.length));
    bytes.splice(at(bytes, random), random(64), ...other.slice(from, from + random(128)));
  },
];

/** An input like this one, changed in one to eight places; never longer than `most`. */
export function mutated(input: Uint8Array, random: Random, others: readonly Uint8Array[], most: number): Uint8Array {
  const bytes = [...input];
  for (let left = 1 << random(4); left > 0; left -= 1) MUTATIONS[random(MUTATIONS.length)]?.(bytes, random, others);
  return Uint8Array.from(bytes.length > most ? bytes.slice(0, most) : bytes);
}
