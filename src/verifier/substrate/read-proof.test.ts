import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import { buildTrie, type StateVersion, type Storage } from '../testing/substrate/trie.ts';
import { provenValue, verifyReadProof } from './read-proof.ts';
import { blake2b256, storageKey } from './storage-key.ts';

const bytesOf = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed) & 0xff);

/** Values of every size class: inline nodes, whole nodes, values behind their hash; keys that are prefixes of others. */
const STORAGE: Storage = new Map(
  [
    [storageKey('Timestamp', 'Now'), bytesOf(8, 1)],
    [storageKey('System', 'Events'), bytesOf(700, 2)],
    [toAscii(':code', 'key'), bytesOf(3000, 3)],
    [Uint8Array.of(0x10), bytesOf(1, 4)],
    [Uint8Array.of(0x10, 0x20), bytesOf(2, 5)],
    [Uint8Array.of(0x10, 0x20, 0x31), bytesOf(33, 6)],
    [Uint8Array.of(0x10, 0x20, 0x3f), bytesOf(32, 7)],
    ...[0, 1, 2, 3, 4, 5].map(
      (one) =>
        [
          storageKey('Teerex', 'SovereignEnclaves', { hasher: 'blake2-128-concat', key: bytesOf(32, one) }),
          bytesOf(150, one),
        ] as const,
    ),
  ].map(([key, value]) => [toHex(key), value]),
);
const KEYS = [...STORAGE.keys()].map((key) => fromHex(key, 'key'));
const ABSENT = [
  storageKey('Teerex', 'SovereignEnclaves', { hasher: 'blake2-128-concat', key: bytesOf(32, 99) }),
  Uint8Array.of(0x10, 0x20, 0x32),
  Uint8Array.of(0x10, 0x20, 0x31, 0x00),
  Uint8Array.of(0xff),
];
const VERSIONS: readonly StateVersion[] = [0, 1];

describe.each(VERSIONS)('a read proof of state version %i', (version) => {
  const trie = buildTrie(STORAGE, version);

  it('proves every value that exists', () => {
    for (const key of KEYS) {
      const read = verifyReadProof(trie.root, trie.prove([key]), [key]);
      expect(read.holds && provenValue(read.values, key)).toEqual(STORAGE.get(toHex(key)));
    }
  });

  it('proves that missing values do not exist', () => {
    for (const key of ABSENT) {
      const read = verifyReadProof(trie.root, trie.prove([key]), [key]);
      expect(read.holds && provenValue(read.values, key)).toBeNull();
    }
  });

  it('proves many keys at once', () => {
    const keys = [...KEYS, ...ABSENT];
    const read = verifyReadProof(trie.root, trie.prove(keys), keys);
    expect(read.holds).toBe(true);
    for (const key of keys) expect(read.holds && provenValue(read.values, key)).toEqual(STORAGE.get(toHex(key)) ?? null);
  });

  it('proves nothing when any node is left out', () => {
    const keys = [...KEYS, ...ABSENT];
    const proof = trie.prove(keys);
    proof.forEach((_, left) => {
      expect(
        verifyReadProof(
          trie.root,
          proof.filter((_, index) => index !== left),
          keys,
        ),
      ).toEqual({ holds: false, fault: 'missing-node' });
    });
  });

  it('proves nothing when an unneeded or duplicate node is added', () => {
    const [key] = KEYS;
    if (key === undefined) throw new Error('no key');
    const proof = trie.prove([key]);
    expect(verifyReadProof(trie.root, [...proof, bytesOf(40, 9)], [key])).toEqual({ holds: false, fault: 'unused-node' });
    expect(verifyReadProof(trie.root, [...proof, ...proof], [key])).toEqual({ holds: false, fault: 'duplicate-node' });
  });

  it('proves nothing under another root', () => {
    const [key] = KEYS;
    if (key === undefined) throw new Error('no key');
    expect(verifyReadProof(bytesOf(32, 1), trie.prove([key]), [key])).toEqual({ holds: false, fault: 'missing-node' });
  });

  it('never accepts a proof with any byte changed', () => {
    const keys = [...KEYS, ...ABSENT];
    const proof = trie.prove(keys);
    for (const [index, node] of proof.entries()) {
      for (let at = 0; at < node.length; at += 1) {
        const changed = Uint8Array.from(node);
        changed[at] = (changed[at] ?? 0) ^ (1 + (at % 255));
        const read = verifyReadProof(
          trie.root,
          proof.map((one, other) => (other === index ? changed : one)),
          keys,
        );
        expect(read.holds).toBe(false);
      }
    }
  });

  it('is total: any bytes behind a matching hash yield a fault or a value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 1, maxLength: 40 }), (node, key) => {
        // The root is the node's own hash, so that its bytes are read, whatever they are.
        const asRoot = verifyReadProof(blake2b256(node), [node], [key]);
        expect(typeof asRoot.holds).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a hostile node', () => {
  const refuses = (node: Uint8Array): void => {
    expect(verifyReadProof(blake2b256(node), [node], [Uint8Array.of(1)])).toEqual({ holds: false, fault: 'malformed-node' });
  };
  it('is refused when it is the empty trie or of a compact proof', () => {
    refuses(Uint8Array.of(0));
    refuses(Uint8Array.of(1, 4, 4));
  });
  it('is refused with a branch that has no child', () => {
    refuses(Uint8Array.of(0x80, 0, 0));
  });
  it('is refused with padding that is not zero', () => {
    refuses(Uint8Array.of(0x41, 0x10, 0x04, 0xff));
  });
  it('is refused with trailing bytes', () => {
    refuses(Uint8Array.of(0x42, 0x01, 0x04, 0xff, 0x00));
  });
  it('is refused when its nibble count is longer than any key', () => {
    refuses(concat(Uint8Array.of(0x7f), new Uint8Array(64).fill(255)));
  });
  it('is refused with an inline child as long as a hash or longer', () => {
    refuses(concat(Uint8Array.of(0x80, 1, 0), Uint8Array.of(33 << 2), new Uint8Array(33)));
  });
  it('is refused when there are too many', () => {
    const many = Array.from({ length: 5000 }, (_, index) => Uint8Array.of(index & 0xff, index >> 8, 7));
    expect(verifyReadProof(new Uint8Array(32), many, [])).toEqual({ holds: false, fault: 'too-large' });
  });
});

type Oracle = {
  calculate_state_root(entries: readonly (readonly [string, string])[], version: StateVersion): Promise<string>;
  decode_proof(root: string, nodes: readonly string[]): Promise<readonly (readonly [string, string])[]>;
};

describe('against the Substrate trie (chopsticks-executor, smoldot’s Rust code)', () => {
  // Its ES build expects a bundler to inline the WASM; the CommonJS one loads it in Node.
  const oracle = createRequire(import.meta.url)('@acala-network/chopsticks-executor') as Oracle;
  const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
  const storages = fc.dictionary(fc.stringMatching(/^([0-9a-f]{2}){1,6}$/), fc.uint8Array({ maxLength: 60 }), {
    minKeys: 1,
    maxKeys: 24,
  });

  it.each(VERSIONS)('agrees on the root of any storage, version %i', async (version) => {
    await fc.assert(
      fc.asyncProperty(storages, async (entries) => {
        const storage = new Map(Object.entries(entries));
        const root = await oracle.calculate_state_root(
          [...storage].map(([key, value]) => [`0x${key}`, hex(value)] as const),
          version,
        );
        expect(hex(buildTrie(storage, version).root)).toBe(root);
      }),
      { numRuns: 60 },
    );
  });

  it.each(VERSIONS)('agrees on what a proof holds, version %i', async (version) => {
    const trie = buildTrie(STORAGE, version);
    const proof = trie.prove([...KEYS, ...ABSENT]);
    const decoded = new Map(await oracle.decode_proof(hex(trie.root), proof.map(hex)));
    for (const key of KEYS) expect(decoded.get(hex(key))).toBe(hex(STORAGE.get(toHex(key)) ?? new Uint8Array()));
    for (const key of ABSENT) expect(decoded.has(hex(key))).toBe(false);
  });
});
