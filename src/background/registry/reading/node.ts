import {
  fromPrefixedHex,
  headerOfHash,
  scaleOfHeaderText,
  toHex,
  type Header,
  type Hex,
} from '../../../verifier/substrate/index.ts';
import { Malformed } from '../../../verifier/index.ts';
import { fieldsOf, InvalidRecord } from '../../state/shape.ts';
import { NodeFailed } from '../client/node-failed.ts';
import type { SubstratePort, RpcParameters, TypedEntry } from '../client/protocol.ts';

/** The most characters of one text in a response, and the most nodes of a proof. */
const MAX_TEXT_CHARACTERS = 8 * 1024 * 1024;
const MAX_TRIE_NODES = 4096;

const prefixed = (hex: Hex): string => `0x${hex}`;

/**
 * One node, asked method by method. The shape of every response is checked; a mismatch is `NodeFailed`. Values that fit are only
 * bytes, to be proven or compared elsewhere.
 */
export class SubstrateNode {
  readonly #port: SubstratePort;
  readonly endpoint: string;
  /** Milliseconds for each call. */
  readonly #deadline: number;

  constructor(port: SubstratePort, endpoint: string, deadline: number) {
    this.#port = port;
    this.endpoint = endpoint;
    this.#deadline = deadline;
  }

  /** Host and port: who answered, as shown to the user. */
  get name(): string {
    return new URL(this.endpoint).host;
  }

  async #call<T>(method: string, params: RpcParameters, read: (value: unknown) => T): Promise<T> {
    const reply = await this.#port.ask({ op: 'rpc', endpoint: this.endpoint, method, params, deadline: this.#deadline });
    if (!reply.ok) throw new NodeFailed(reply.because);
    try {
      return read(reply.value);
    } catch (error) {
      if (error instanceof InvalidRecord || error instanceof Malformed) throw new NodeFailed('malformed-answer', error.message);
      throw error;
    }
  }

  /** The hash of the block of this number on the node's best chain. */
  async blockHash(number: number): Promise<Hex> {
    return await this.#call('chain_getBlockHash', [number], (value) => hash32(value));
  }

  async finalizedHead(): Promise<Hex> {
    return await this.#call('chain_getFinalizedHead', [], (value) => hash32(value));
  }

  /** The header with this hash, which is computed here; another header is a malformed response. */
  async header(hash: Hex): Promise<{ readonly header: Header; readonly bytes: Uint8Array }> {
    return await this.#call('chain_getHeader', [prefixed(hash)], (value) => {
      const fields = fieldsOf(value, 'header');
      const text = (name: string): string => fields.string(name, 200);
      const logs = fields.fields('digest').list('logs', (item, path) => textOf(item, path), 64);
      const bytes = scaleOfHeaderText({
        parentHash: text('parentHash'),
        number: text('number'),
        stateRoot: text('stateRoot'),
        extrinsicsRoot: text('extrinsicsRoot'),
        logs,
      });
      const header = headerOfHash(bytes, hash);
      if (header === null) throw new InvalidRecord('header', 'of another hash');
      return { header, bytes };
    });
  }

  /** The nodes of a read proof for these keys in the state of this block. */
  async readProof(keys: readonly Uint8Array[], at: Hex): Promise<readonly Uint8Array[]> {
    return await this.#call('state_getReadProof', [keys.map((key) => prefixed(toHex(key))), prefixed(at)], (value) =>
      fieldsOf(value, 'proof').list('proof', (item, path) => fromPrefixedHex(textOf(item, path), path), MAX_TRIE_NODES),
    );
  }

  /** The value under this key in the state of this block, on the node's word. */
  async storage(key: Uint8Array, at: Hex): Promise<Uint8Array | null> {
    return await this.#call('state_getStorage', [prefixed(toHex(key)), prefixed(at)], (value) =>
      value === null ? null : fromPrefixedHex(textOf(value, 'storage'), 'storage'),
    );
  }

  /** The SCALE FinalityProof for a block; null when it is not final here yet. */
  async proveFinality(number: number): Promise<Uint8Array | null> {
    return await this.#call('grandpa_proveFinality', [number], (value) =>
      value === null ? null : fromPrefixedHex(textOf(value, 'finality proof'), 'finality proof'),
    );
  }

  /** The runtime metadata of a block, version 15: Option<Vec<u8>>, to be unwrapped by a caller that knows its hash. */
  async metadata(at: Hex): Promise<Uint8Array> {
    return await this.#call('state_call', ['Metadata_metadata_at_version', '0x0f000000', prefixed(at)], (value) =>
      fromPrefixedHex(textOf(value, 'metadata'), 'metadata'),
    );
  }

  /** An entry as @polkadot/api decodes it; null when there is none. */
  async typed(chain: { readonly genesis: Hex; readonly paraId: number }, entry: TypedEntry, at: Hex): Promise<unknown> {
    const reply = await this.#port.ask({ op: 'typed', endpoint: this.endpoint, ...chain, entry, at, deadline: this.#deadline });
    if (!reply.ok) throw new NodeFailed(reply.because);
    return reply.value;
  }
}

function textOf(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new InvalidRecord(path, 'not a text');
  if (value.length > MAX_TEXT_CHARACTERS) throw new InvalidRecord(path, 'too long');
  return value;
}

function hash32(value: unknown): Hex {
  const bytes = fromPrefixedHex(textOf(value, 'hash'), 'hash');
  if (bytes.length !== 32) throw new InvalidRecord('hash', 'not 32 bytes');
  return toHex(bytes);
}
