import { toHex, valuesUnder, type Header, type Hex, type ProvenValues } from '../../../verifier/substrate/index.ts';
import { NodeFailed, unreachableOf } from '../client/node-failed.ts';
import type { SubstrateNode } from './node.ts';
import type { Disagreement, NotRead, Reading } from './outcome.ts';

/** Nodes whose newest blocks are further apart than this do not see the same chain (in blocks; about four minutes). */
const MAX_BLOCKS_APART = 20;

type Head = { readonly node: SubstrateNode; readonly header: Header };

/** What each node reports as its newest final block, newest first. Nodes that do not answer are left out. */
async function heads(nodes: readonly SubstrateNode[]): Promise<{ readonly heads: readonly Head[]; readonly failure: unknown }> {
  let failure: unknown = new NodeFailed('connection-refused');
  const found = await Promise.all(
    nodes.map(async (node): Promise<Head | null> => {
      try {
        return { node, header: (await node.header(await node.finalizedHead())).header };
      } catch (error) {
        if (!(error instanceof NodeFailed)) throw error;
        failure = error;
        return null;
      }
    }),
  );
  const supplied = found.filter((head) => head !== null);
  return { heads: supplied.sort((a, b) => b.header.number - a.header.number), failure };
}

/** What a node reports as the block of this number; null when it has none or does not answer. */
async function blockOf(node: SubstrateNode, number: number): Promise<Hex | null> {
  try {
    return await node.blockHash(number);
  } catch (error) {
    if (error instanceof NodeFailed) return null;
    throw error;
  }
}

const disagreement = (heads: readonly Head[]): Disagreement => ({
  at: 'disagree',
  reported: heads.map(({ node, header }) => ({ node: node.name, reported: `block ${String(header.number)} ${header.hash}` })),
});

/**
 * The newest block on which the nodes agree: the lowest of their newest blocks, if all of them know it. With one node, that
 * node's word.
 */
async function agreedHead(supplied: readonly Head[]): Promise<Head | Disagreement> {
  const lowest = supplied.at(-1);
  const highest = supplied[0];
  if (lowest === undefined || highest === undefined) throw new NodeFailed('connection-refused');
  if (highest.header.number - lowest.header.number > MAX_BLOCKS_APART) return disagreement(supplied);
  const reported = await Promise.all(supplied.map(({ node }) => blockOf(node, lowest.header.number)));
  return reported.every((hash) => hash === lowest.header.hash) ? lowest : disagreement(supplied);
}

/** Levels 2, 1 and 0: a header on the nodes' word, then values with a read proof, or on their word, too. */
export async function agreementReading(
  nodes: readonly SubstrateNode[],
  keys: readonly Uint8Array[],
): Promise<Reading | Disagreement | NotRead> {
  try {
    const { heads: supplied, failure } = await heads(nodes);
    if (supplied.length === 0) throw failure;
    const agreed = await agreedHead(supplied);
    if ('at' in agreed) return agreed;
    const answering = supplied.map(({ node }) => node);
    const proven = await byReadProof(answering, agreed.header, keys);
    return proven ?? (await byWord(answering, agreed.header, keys));
  } catch (error) {
    return { at: 'unreachable', because: unreachableOf(error) };
  }
}

/**
 * Level 2. Null when no node serves proofs at all. A node that serves a false proof has lied; if no other serves a valid one,
 * nothing is learnt.
 */
async function byReadProof(
  nodes: readonly SubstrateNode[],
  header: Header,
  keys: readonly Uint8Array[],
): Promise<Reading | null> {
  let refused = false;
  for (const node of nodes) {
    try {
      const read = valuesUnder(header, await node.readProof(keys, header.hash), keys);
      if (read.at === 'proven')
        return { at: 'read', level: 'L2', header, relay: null, values: read.values, nodes, shortOf: null, checkpoint: null };
      refused = true;
    } catch (error) {
      if (!(error instanceof NodeFailed)) throw error;
      refused ||= error.because !== 'rpc-error';
    }
  }
  if (refused) throw new NodeFailed('proof-refused');
  return null;
}

type Word = { readonly node: SubstrateNode; readonly values: readonly (Uint8Array | null)[] };

async function wordOf(node: SubstrateNode, header: Header, keys: readonly Uint8Array[]): Promise<Word | null> {
  try {
    return { node, values: await Promise.all(keys.map((key) => node.storage(key, header.hash))) };
  } catch (error) {
    if (error instanceof NodeFailed) return null;
    throw error;
  }
}

const spelled = ({ values }: Word): string => values.map((value) => (value === null ? 'nothing' : toHex(value))).join(' ');

/** Levels 1 and 0: every node is asked for every key, and all that answer must agree. */
async function byWord(
  nodes: readonly SubstrateNode[],
  header: Header,
  keys: readonly Uint8Array[],
): Promise<Reading | Disagreement> {
  const words = (await Promise.all(nodes.map((node) => wordOf(node, header, keys)))).filter((word) => word !== null);
  const [first] = words;
  if (first === undefined) throw new NodeFailed('malformed-answer');
  if (words.some((word) => spelled(word) !== spelled(first)))
    return { at: 'disagree', reported: words.map((word) => ({ node: word.node.name, reported: spelled(word).slice(0, 200) })) };
  const values: ProvenValues = new Map(keys.map((key, index) => [toHex(key), first.values[index] ?? null]));
  const level = words.length > 1 ? 'L1' : 'L0';
  return {
    at: 'read',
    level,
    header,
    relay: null,
    values,
    nodes: words.map(({ node }) => node),
    shortOf: null,
    checkpoint: null,
  };
}
