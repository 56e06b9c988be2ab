import {
  blockHashKey,
  EVENTS_KEY,
  provenValue,
  publishedHashAt,
  readMetadataAnswer,
  readRuntimeTypes,
  readSpecVersion,
  readTimestamp,
  RUNTIME_KEY,
  TIMESTAMP_KEY,
  toHex,
  valuesUnder,
  type Header,
  type Hex,
  type ProvenValues,
  type RuntimeTypes,
} from '../../../verifier/substrate/index.ts';
import { Malformed, toRfc3339, type CryptoPort } from '../../../verifier/index.ts';
import type { ExecutionPointer } from '../../../verifier/protocol/index.ts';
import type { RegistryProfile } from '../../api/registry-profile.ts';
import type { ExecutionProof, ProofLevel, RegistryBlock } from '../../api/registry-view.ts';
import { NodeFailed, unreachableOf } from '../client/node-failed.ts';
import type { SubstrateNode } from '../reading/node.ts';
import type { Reading } from '../reading/outcome.ts';
import { firstOf } from '../reading/first-of.ts';

const KEYS = [EVENTS_KEY, RUNTIME_KEY, TIMESTAMP_KEY];

type Rooted = { readonly header: Header; readonly level: ProofLevel };

/**
 * The header of an earlier block: by its hash in the state of the block that was read (and as well proven as that) or, for blocks
 * older than that state covers, on the node's word.
 */
async function headerAt(node: SubstrateNode, reading: Reading, block: number): Promise<Rooted> {
  if (block === reading.header.number) return { header: reading.header, level: reading.level };
  if (block > reading.header.number) throw new NodeFailed('malformed-answer', 'not final yet');
  const key = blockHashKey(block);
  const known = valuesUnder(reading.header, await node.readProof([key], reading.header.hash), [key]);
  if (known.at === 'refused') throw new NodeFailed('proof-refused', known.because);
  const hash = provenValue(known.values, key);
  if (hash?.length === 32) return { header: (await node.header(toHex(hash))).header, level: reading.level };
  const level = reading.level === 'L3' ? 'L2' : reading.level;
  return { header: (await node.header(await node.blockHash(block))).header, level };
}

function required(values: ProvenValues, key: Uint8Array): Uint8Array {
  const value = provenValue(values, key);
  if (value === null) throw new NodeFailed('malformed-answer', 'a value of the system is missing');
  return value;
}

/**
 * The types for reading that block's events. Metadata is not part of the state, so it counts only when the profile knows its hash
 * for the runtime version that the state proves. Any other metadata is neither requested nor read: its author could change how
 * values decode, or make the type registry endless.
 */
async function typesAt(
  node: SubstrateNode,
  profile: RegistryProfile,
  crypto: CryptoPort,
  at: { readonly hash: Hex; readonly spec: number },
): Promise<RuntimeTypes> {
  const known = profile.metadata.filter(({ spec }) => spec === at.spec);
  if (known.length === 0) throw new NodeFailed('unknown-runtime');
  const text = readMetadataAnswer(await node.metadata(at.hash));
  const sha256 = toHex(await crypto.digest('sha-256', text));
  if (!known.some((one) => one.sha256 === sha256)) throw new NodeFailed('unknown-runtime');
  return readRuntimeTypes(text);
}

function blockOf(header: Header, values: ProvenValues): RegistryBlock {
  return { number: header.number, hash: header.hash, time: toRfc3339(readTimestamp(required(values, TIMESTAMP_KEY))) };
}

/** Proves what a site points to: that an enclave of this code published this hash at this place. */
export async function proveExecution(
  reading: Reading,
  profile: RegistryProfile,
  crypto: CryptoPort,
  pointer: ExecutionPointer,
  mrEnclave: Hex,
): Promise<ExecutionProof> {
  try {
    return await firstOf(reading.nodes, async (node) => {
      const { header, level } = await headerAt(node, reading, pointer.block);
      const read = valuesUnder(header, await node.readProof(KEYS, header.hash), KEYS);
      if (read.at === 'refused') throw new NodeFailed('proof-refused', read.because);
      const spec = readSpecVersion(required(read.values, RUNTIME_KEY));
      const types = await typesAt(node, profile, crypto, { hash: header.hash, spec });
      const block = blockOf(header, read.values);
      const found = publishedHashAt(required(read.values, EVENTS_KEY), pointer.index, types);
      const storageKey = { block, eventIndex: pointer.index, level } as const;
      return found === null
        ? { kind: 'no-such-event', ...storageKey }
        : { kind: 'published', ...found, sameCode: found.mrEnclave === mrEnclave, ...storageKey };
    });
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'unreachable', because: 'malformed-answer' };
    return { kind: 'unreachable', because: unreachableOf(error) };
  }
}
