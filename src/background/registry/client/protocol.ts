import type { RegistryUnreachable } from '../../api/registry-view.ts';

/** Parameters of the JSON-RPC methods that are called: hex texts, numbers, lists of hex texts. */
export type RpcParameters = readonly (string | number | readonly string[])[];

/**
 * What the background asks of the chain client, which runs in an offscreen document (Chrome) or is imported when first needed
 * (Firefox). Plain JSON, because it crosses contexts.
 */
export type SubstrateRequest =
  | {
      readonly op: 'rpc';
      readonly endpoint: string;
      readonly method: string;
      readonly params: RpcParameters;
      /** Milliseconds for connecting and the answer together. */
      readonly deadline: number;
    }
  | {
      /** One storage entry as @polkadot/api decodes it, over its own connection and with its own computation of the key. */
      readonly op: 'typed';
      readonly endpoint: string;
      /** Genesis hash, hex without prefix. */
      readonly genesis: string;
      readonly paraId: number;
      readonly entry: TypedEntry;
      /** Block hash, hex without prefix. */
      readonly at: string;
      readonly deadline: number;
    };

/** Which entry: @polkadot/api names and SCALE bytes (hex without prefix) of the map's key. */
export type TypedEntry = { readonly pallet: string; readonly item: string; readonly key: string };

/** Why a node supplied nothing; `rpc-error` is its own refusal (an unknown method or block). */
export type NodeFault =
  | Extract<
      RegistryUnreachable,
      | 'timeout'
      | 'connection-refused'
      | 'malformed-answer'
      | 'answer-too-large'
      | 'client-failed'
      | 'other-chain'
      | 'proof-refused'
      | 'unknown-runtime'
    >
  | 'rpc-error';

/** A node's answer, unread, or why there is none. */
export type SubstrateResponse =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly because: NodeFault };

/** How the client is reached; this differs between browsers. */
export type SubstratePort = { ask(request: SubstrateRequest): Promise<SubstrateResponse> };
