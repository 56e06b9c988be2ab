import { concat } from '../bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { spkiOfEd25519 } from '../crypto/spki.ts';
import { ScaleReader, u32Of, u64Of } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import { MAX_AUTHORITIES, threshold, type AuthoritySet } from './authority-set.ts';
import { passHeader, readHeader, takeHeader, type Header } from './header.ts';

type Precommit = {
  readonly hash: Hex;
  readonly number: number;
  readonly signature: Uint8Array;
  readonly signer: Hex;
};

/**
 * A GRANDPA justification, read but not verified (Polkadot specification, section 6.3.3 and definition "GRANDPA justification").
 */
export type Justification = {
  readonly round: bigint;
  readonly targetHash: Hex;
  readonly targetNumber: number;
  readonly precommits: readonly Precommit[];
  /** Headers between the target and the blocks that some voters precommitted to, which lie after it. */
  readonly ancestries: readonly Header[];
};

/** An equivocating voter appears at most twice, so a justification has no more precommits than this. */
const MAX_PRECOMMITS = 2 * MAX_AUTHORITIES;
const MAX_ANCESTRIES = 4096;

/** SCALE → justification, nothing after it. @throws Malformed */
export function readJustification(bytes: Uint8Array): Justification {
  const reader = new ScaleReader(bytes, 'justification');
  const round = reader.u64('round');
  const targetHash = toHex(reader.fixed('target hash', 32));
  const targetNumber = reader.u32('target number');
  const precommits = reader.list('precommits', MAX_PRECOMMITS, 132, () => ({
    hash: toHex(reader.fixed('precommit hash', 32)),
    number: reader.u32('precommit number'),
    signature: reader.fixed('precommit signature', 64),
    signer: toHex(reader.fixed('precommit signer', 32)),
  }));
  const ancestries = reader.list('ancestries', MAX_ANCESTRIES, 98, () => takeHeader(reader));
  reader.end();
  return { round, targetHash, targetNumber, precommits, ancestries };
}

/** Why a justification justifies nothing. Stable words. */
export type JustificationFault =
  | 'unknown-signer'
  | 'duplicate-vote'
  | 'too-few'
  | 'vote-not-on-target'
  | 'number-differs'
  | 'unused-ancestry'
  | 'duplicate-ancestry'
  | 'signature';

/** What a voter signs: precommit (1) ‖ target hash ‖ target number ‖ round ‖ set id. */
function signedMessage(precommit: Precommit, round: bigint, setId: number): Uint8Array {
  const hash = fromHex(precommit.hash, 'precommit hash');
  return concat(Uint8Array.of(1), hash, u32Of(precommit.number), u64Of(round), u64Of(setId));
}

/**
 * Who voted, by weight, each voter once. A voter that signed two different blocks in the round equivocated; its votes still count
 * (once), because it has voted for whatever is being finalised (GRANDPA paper, section 2.3). A third vote, or a duplicate, is
 * padding and invalidates the whole.
 */
function weigh(justification: Justification, set: AuthoritySet): JustificationFault | number {
  const weights = new Map(set.authorities.map(({ key, weight }) => [key, weight]));
  const votes = new Map<Hex, readonly Hex[]>();
  let total = 0;
  for (const { signer, hash } of justification.precommits) {
    const weight = weights.get(signer);
    if (weight === undefined) return 'unknown-signer';
    const before = votes.get(signer) ?? [];
    if (before.includes(hash) || before.length === 2) return 'duplicate-vote';
    if (before.length === 0) total += weight;
    votes.set(signer, [...before, hash]);
  }
  return total;
}

/**
 * Every vote must be for the target or for a block whose headers lead down to it, and every supplied header must be on such a
 * path: an unneeded header is unchecked bytes.
 */
function votesLeadToTarget({ targetHash, targetNumber, precommits, ancestries }: Justification): JustificationFault | null {
  const headers = new Map(ancestries.map((header) => [header.hash, header]));
  if (headers.size !== ancestries.length) return 'duplicate-ancestry';
  const visited = new Set<Hex>();
  for (const precommit of precommits) {
    let at = precommit.hash;
    let number = precommit.number;
    while (at !== targetHash) {
      const header = headers.get(at);
      if (header === undefined || number <= targetNumber) return 'vote-not-on-target';
      if (header.number !== number) return 'number-differs';
      // From a block that was already visited, the rest of the path is known.
      if (visited.has(at)) break;
      visited.add(at);
      at = header.parentHash;
      number -= 1;
    }
    if (at === targetHash && number !== targetNumber) return 'number-differs';
  }
  return visited.size === headers.size ? null : 'unused-ancestry';
}

async function signaturesHold(justification: Justification, set: AuthoritySet, crypto: CryptoPort): Promise<boolean> {
  const verified = await Promise.all(
    justification.precommits.map((precommit) =>
      crypto.verifySignature(
        'ed25519',
        spkiOfEd25519(fromHex(precommit.signer, 'signer')),
        precommit.signature,
        signedMessage(precommit, justification.round, set.setId),
      ),
    ),
  );
  return verified.every((holds) => holds);
}

/**
 * Does this justification finalise its target, by the voters of this set? Every signature must hold, not only as many
 * as the threshold needs: honest nodes send no others.
 *
 * That no later block has a supermajority too (which full nodes also ask) is not required: it would make that block
 * final and the target with it.
 * @returns the fault, or null when it does.
 */
export async function justificationFault(
  justification: Justification,
  set: AuthoritySet,
  crypto: CryptoPort,
): Promise<JustificationFault | null> {
  const weight = weigh(justification, set);
  if (typeof weight === 'string') return weight;
  if (weight < threshold(set)) return 'too-few';
  const astray = votesLeadToTarget(justification);
  if (astray !== null) return astray;
  return (await signaturesHold(justification, set, crypto)) ? null : 'signature';
}

/**
 * The response of `grandpa_proveFinality`: the proven block, its justification, and headers of the blocks between the requested
 * one and that one (the last of them is the proven block's own, if there are any).
 */
export type FinalityProof = { readonly block: Hex; readonly justification: Uint8Array; readonly headerBytes: Uint8Array | null };

/** Kusama's longest set so far has about 2,400 blocks; the sync refuses responses above its byte cap anyway. */
const MAX_UNKNOWN_HEADERS = 100_000;

/** SCALE FinalityProof → its parts; headers are read, and only the last is hashed. @throws Malformed */
export function readFinalityProof(bytes: Uint8Array): FinalityProof {
  const reader = new ScaleReader(bytes, 'finality proof');
  const block = toHex(reader.fixed('block', 32));
  const justification = reader.bytes('justification', 2 ** 24);
  const headers = reader.list('unknown headers', MAX_UNKNOWN_HEADERS, 98, () => passHeader(reader));
  reader.end();
  const headerBytes = headers.at(-1) ?? null;
  if (headerBytes !== null && readHeader(headerBytes).hash !== block)
    throw new Malformed('finality proof.unknown headers', 'do not end at the block');
  return { block, justification, headerBytes };
}
