import { fromHex, toHex, type Hex } from '../../src/verifier/bytes/hex.ts';
import { concat } from '../../src/verifier/bytes/equal.ts';
import { compactOf } from '../../src/verifier/encoding/scale.ts';
import { readHeader } from '../../src/verifier/substrate/header.ts';
import type { BlockChain, ChainBlock } from './block-chain.ts';
import type { Finality } from './finality.ts';

/** What one node serves: a chain, and how it finalises (null for a parachain, whose relay chain does). */
export type NodeView = {
  readonly name: string;
  readonly chain: BlockChain;
  readonly finality: Finality | null;
  /** The newest block that counts as final here. */
  readonly finalized: ChainBlock;
  readonly metadata: Uint8Array;
  readonly specVersion: number;
};

/** A JSON-RPC error that is returned to the client. */
export class RpcError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;

function bare(value: unknown): Hex {
  if (typeof value !== 'string' || !value.startsWith('0x')) throw new RpcError(-32602, 'invalid params: not hex');
  return value.slice(2).toLowerCase();
}

function blockAt(view: NodeView, hash: unknown): ChainBlock {
  if (hash === undefined || hash === null) return view.finalized;
  const block = view.chain.byHash(bare(hash));
  if (block === undefined) throw new RpcError(-32000, 'UnknownBlock');
  return block;
}

function jsonHeader(block: ChainBlock): object {
  const { stateRoot, extrinsicsRoot } = readHeader(block.header);
  return {
    parentHash: `0x${block.parentHash}`,
    number: `0x${block.number.toString(16)}`,
    stateRoot: hex(stateRoot),
    extrinsicsRoot: hex(extrinsicsRoot),
    digest: { logs: block.logs.map(hex) },
  };
}

function runtimeVersion(view: NodeView): object {
  return {
    specName: 'sealmark',
    implName: 'sealmark',
    authoringVersion: 1,
    specVersion: view.specVersion,
    implVersion: 0,
    apis: [['0x37e397fc7c91f5e4', 2]],
    transactionVersion: 1,
    stateVersion: view.chain.version,
  };
}

function stateCall(view: NodeView, name: unknown, parameter: unknown): string {
  if (name === 'Metadata_metadata_versions') return hex(Uint8Array.of(4, 15, 0, 0, 0));
  if (name === 'Metadata_metadata_at_version') {
    const known = bare(parameter) === '0f000000';
    return hex(known ? concat(Uint8Array.of(1), compactOf(view.metadata.length), view.metadata) : Uint8Array.of(0));
  }
  throw new RpcError(4003, `Client error: function ${String(name)} is not there`);
}

function keys(value: unknown): readonly Uint8Array[] {
  if (!Array.isArray(value)) throw new RpcError(-32602, 'invalid params: not a list');
  return value.map((key) => fromHex(bare(key), 'key'));
}

function storageAt(view: NodeView, key: unknown, at: unknown): string | null {
  const value = blockAt(view, at).storage.get(bare(key));
  return value === undefined ? null : hex(value);
}

function keysPaged(view: NodeView, [prefix, count, start, at]: readonly unknown[]): readonly string[] {
  const from = start === undefined || start === null ? '' : bare(start);
  const all = [...blockAt(view, at).storage.keys()].filter((key) => key.startsWith(bare(prefix)) && key > from).sort();
  return all.filter((_, index) => index < Number(count)).map((key) => `0x${key}`);
}

type Method = (view: NodeView, params: readonly unknown[]) => unknown;

/** Every method that a client of this project or @polkadot/api calls. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'chain_getBlockHash',
    (view, [number]) => {
      if (number === undefined || number === null) return `0x${view.chain.head.hash}`;
      return view.chain.has(Number(number)) ? `0x${view.chain.at(Number(number)).hash}` : null;
    },
  ],
  ['chain_getHeader', (view, [hash]) => jsonHeader(blockAt(view, hash ?? `0x${view.chain.head.hash}`))],
  ['chain_getFinalizedHead', (view) => `0x${view.finalized.hash}`],
  [
    'chain_getBlock',
    (view, [hash]) => {
      const block = blockAt(view, hash);
      const justification = view.finality?.justification(block.hash);
      const engine = [70, 82, 78, 75];
      return {
        block: { header: jsonHeader(block), extrinsics: [] },
        justifications: justification === undefined ? null : [[engine, [...justification]]],
      };
    },
  ],
  [
    'grandpa_proveFinality',
    (view, [number]) => {
      if (view.finality === null) throw new RpcError(-32601, 'Method not found');
      const proof = view.finality.prove(Number(number));
      return proof === null ? null : hex(proof);
    },
  ],
  ['state_getRuntimeVersion', (view) => runtimeVersion(view)],
  ['state_getMetadata', (view) => hex(view.metadata)],
  ['state_call', (view, [name, parameter]) => stateCall(view, name, parameter)],
  ['state_getStorage', (view, [key, at]) => storageAt(view, key, at)],
  ['state_getStorageAt', (view, [key, at]) => storageAt(view, key, at)],
  ['state_getKeysPaged', keysPaged],
  [
    'state_queryStorageAt',
    (view, [list, at]) => [
      { block: `0x${blockAt(view, at).hash}`, changes: keys(list).map((key) => [hex(key), storageAt(view, hex(key), at)]) },
    ],
  ],
  [
    'state_getReadProof',
    (view, [list, at]) => {
      const block = blockAt(view, at);
      return { at: `0x${block.hash}`, proof: block.trie.prove(keys(list)).map(hex) };
    },
  ],
  ['system_chain', (view) => view.name],
  ['system_name', () => 'sealmark-test-node'],
  ['system_version', () => '1.0.0'],
  ['system_properties', () => ({ ss58Format: 13, tokenDecimals: 12, tokenSymbol: 'TEST' })],
  ['system_health', () => ({ peers: 1, isSyncing: false, shouldHavePeers: true })],
  ['rpc_methods', () => ({ methods: [...METHODS.keys(), 'state_subscribeRuntimeVersion', 'state_unsubscribeRuntimeVersion'] })],
]);
