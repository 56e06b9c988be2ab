import { serve } from '../../testing/harness-tasks.ts';
import {
  appraise,
  exactMemory,
  instant,
  memoised,
  open,
  webCrypto,
  type Anchor,
  type AppraisalInput,
  type CryptoPort,
  type Evidence,
} from '../../src/verifier/index.ts';
import { decide, indexLists, type FollowedList, type LookUp } from '../../src/verifier/audits/index.ts';
import { verifySigstoreBundle, type SigstoreInstance } from '../../src/verifier/publisher/index.ts';
import { advance, parachainHead, type RelayState } from '../../src/verifier/substrate/index.ts';
import { verifyReadProof } from '../../src/verifier/substrate/read-proof.ts';
import { readRim } from '../../src/verifier/tees/nvidia-gpu/rim.ts';
import { verifyEnvelopedSignature } from '../../src/verifier/tees/nvidia-gpu/rim-signature.ts';
import { bareCalls } from './bare.ts';
import { compare, median, type Contestant, type Score } from './compare.ts';
import { scoreList, type ListRequest } from './list-task.ts';
import { preparePeer, type PeerInput, type PeerName } from './peers.mjs';
import { unpack } from './wire.ts';

/** An appraisal as it travels: with the evidence unread, because reading it is part of the measurement. */
export type PackedInput = Omit<AppraisalInput, 'crypto' | 'opening'> & { readonly evidence: Evidence };

/** Reads the evidence, for one appraisal. */
const opened = ({ evidence, ...rest }: PackedInput): Omit<AppraisalInput, 'crypto'> => ({ ...rest, opening: open(evidence) });

/** Evidence for a comparison, as it travels: everything but the crypto port, which is the browser's own. */
export type Case = {
  readonly input: PackedInput;
  /** A later visit to the same site: other nonce, same platform. */
  readonly again?: PackedInput;
  readonly peer: PeerInput;
};

/** One case, verified by us and by these peers in turn, as often as `rounds`. */
export type VerifyRequest = {
  readonly case: Case;
  readonly peers: readonly PeerName[];
  readonly rounds: number;
};

/** A relay chain's justification, and the proof of a parachain's head under its state root. */
export type LightPathRequest = {
  readonly state: RelayState;
  readonly header: Uint8Array;
  readonly justification: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly paraId: number;
  readonly rounds: number;
};

/** Proofs of storage entries under one state root. */
export type ReadProofsRequest = {
  readonly root: Uint8Array;
  /** A proof for each key, every one of a different entry. */
  readonly proofs: readonly { readonly key: Uint8Array; readonly proof: readonly Uint8Array[] }[];
  readonly rounds: number;
};

/** A reference file of NVIDIA's, and the roots under which its signer may hold. */
export type RimRequest = { readonly rim: Uint8Array; readonly anchors: readonly Anchor[]; readonly rounds: number };

/** A Sigstore bundle, and the instance that logged it. */
export type BundleRequest = { readonly bundle: Uint8Array; readonly instance: SigstoreInstance; readonly rounds: number };

/** A followed list, and the code that is looked up in it. */
export type LookUpRequest = { readonly list: FollowedList; readonly lookUp: LookUp; readonly rounds: number };

/** Times of all, and how many signatures our verification checked. */
export type VerifyAnswer = { readonly scores: readonly Score[]; readonly signatures: number };

const subtle = crypto.subtle;

/** Our verifier with an empty cache and no imported keys, first in every comparison. */
function ours(input: PackedInput): Contestant {
  return {
    name: 'ours',
    run: async () => {
      const { claims } = await appraise({ ...opened(input), crypto: webCrypto(subtle) });
      // Evidence that does not authenticate is answered early: a fast refusal is not a benchmark.
      if (claims === null) throw new Error('the evidence did not authenticate');
    },
  };
}

/**
 * The second visit while the worker lives: keys are imported and verified signatures are cached, new ones are not. And what of it
 * no program can leave out: the platform's own calls for what is new.
 */
async function repeated(first: PackedInput, again: PackedInput): Promise<readonly [Contestant, Contestant]> {
  const known = exactMemory();
  const port = webCrypto(subtle);
  await appraise({ ...opened(first), crypto: memoised(port, known) });
  // What is new in one round is remembered for no other.
  const remembering = (platform: CryptoPort): CryptoPort => memoised(platform, { has: known.has, add: exactMemory().add });
  const platform = await bareCalls({ ...opened(again), crypto: port }, subtle, remembering);
  const run = async (): Promise<void> => {
    const { claims } = await appraise({ ...opened(again), crypto: remembering(port) });
    if (claims === null) throw new Error('the evidence did not authenticate');
  };
  return [
    { name: 'memoised', run },
    { name: 'platform', run: platform.run },
  ];
}

/** Median milliseconds, after one uncounted round. */
async function timed(rounds: number, work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now();
    await work();
    if (round > 0) times.push(performance.now() - started);
  }
  return median(times);
}

serve({
  verify: async (packed: unknown): Promise<VerifyAnswer> => {
    const request = unpack(packed) as VerifyRequest; // packed by verification.ts, of the same program
    const { input, peer } = request.case;
    const bare = await bareCalls({ ...opened(input), crypto: webCrypto(subtle) }, subtle);
    const contestants: Contestant[] = [ours(input), { name: 'bare', run: bare.run }];
    for (const name of request.peers) contestants.push({ name, run: await preparePeer(name, peer) });
    return { scores: await compare(contestants, request.rounds), signatures: bare.signatures };
  },

  /** Median milliseconds of an appraisal with an empty cache. */
  appraised: async (packed: unknown): Promise<number> => {
    const { input, rounds } = unpack(packed) as { input: PackedInput; rounds: number }; // packed by gpu.ts
    const { run } = ours(input);
    return await timed(rounds, async () => {
      await run();
    });
  },

  /** A list as it is followed for the first time, relative to the bare checks of its signatures. */
  list: (packed: unknown): Promise<readonly Score[]> => scoreList(unpack(packed) as ListRequest), // packed by audits.ts

  /** Median milliseconds of one look-up and decision, with everything prepared. */
  lookUp: async (packed: unknown): Promise<number> => {
    const { list, lookUp, rounds } = unpack(packed) as LookUpRequest; // packed by audits.ts
    const index = indexLists([list]);
    const [score] = await compare([{ name: 'look-up', run: () => decide(index.about(lookUp), []) }], rounds);
    if (decide(index.about(lookUp), []).outcome !== 'reviewed') throw new Error('not found');
    return score?.milliseconds ?? Number.NaN;
  },

  /** Median milliseconds of one publisher's proof, after its keys were imported. */
  bundle: async (packed: unknown): Promise<number> => {
    const { bundle: bytes, instance, rounds } = unpack(packed) as BundleRequest; // packed by publisher.ts
    const port = webCrypto(subtle);
    return await timed(rounds, async () => {
      const proof = await verifySigstoreBundle({ bytes, instances: [instance], now: instant(1_790_000_000_000), crypto: port });
      if (!proof.holds) throw new Error(proof.fault);
    });
  },

  /** Median milliseconds of one reference file, after its keys were imported. */
  rim: async (packed: unknown): Promise<number> => {
    const { rim, anchors, rounds } = unpack(packed) as RimRequest; // packed by gpu.ts
    const port = webCrypto(subtle);
    return await timed(rounds, async () => {
      const found = await verifyEnvelopedSignature(readRim(rim).signature, anchors, instant(1_780_000_000_000), port);
      if (!found.holds) throw new Error(found.fault);
    });
  },

  /** Median milliseconds of one justification and the parachain's head under it. */
  lightPath: async (packed: unknown): Promise<number> => {
    const { state, header, justification, proof, paraId, rounds } = unpack(packed) as LightPathRequest; // packed by registry.ts
    const port = webCrypto(subtle);
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      const advanced = await advance(state, { header, justification }, port);
      if (advanced.at !== 'advanced') throw new Error(`refused: ${advanced.because}`);
      const head = parachainHead(advanced.header, proof, paraId);
      if (head.at !== 'proven') throw new Error(`refused: ${head.because}`);
      times.push(performance.now() - started);
    }
    return median(times);
  },

  /** Read proofs verified per second, by the median of the rounds. */
  readProofs: (packed: unknown): Promise<number> => {
    const { root, proofs, rounds } = unpack(packed) as ReadProofsRequest; // packed by registry.ts
    const times = Array.from({ length: rounds }, () => {
      const started = performance.now();
      for (const { key, proof } of proofs) {
        const read = verifyReadProof(root, proof, [key]);
        // An entry that is proven absent has a shorter path than one that exists.
        if (!read.holds || [...read.values.values()].some((value) => value === null)) throw new Error('the proof does not hold');
      }
      return performance.now() - started;
    });
    return Promise.resolve((1000 * proofs.length) / median(times));
  },

  repeat: async (packed: unknown): Promise<readonly Score[]> => {
    const { case: found, rounds } = unpack(packed) as VerifyRequest; // packed by verification.ts, of the same program
    if (found.again === undefined) throw new Error('no second visit');
    return await compare([ours(found.again), ...(await repeated(found.input, found.again))], rounds);
  },
});
