import type { WebSocket } from 'ws';
import { RpcError, type NodeView } from './rpc.ts';
import type { TestChains } from './chains.ts';

/** One way in which a node deceives or fails. Absent parts are honest. */
export type Misbehaviour = {
  /** Serves another view of the chain: older, or a fork. */
  readonly view?: (honest: NodeView) => NodeView;
  /** The response that replaces the honest one. */
  readonly answer?: (method: string, honest: unknown) => unknown;
  /** Sends the text in another way, or not at all. */
  readonly send?: (socket: WebSocket, text: string) => void;
};

const flipLast = (hex: string): string => hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0');

function isProof(value: unknown): value is { at: string; proof: readonly string[] } {
  return typeof value === 'object' && value !== null && 'proof' in value && Array.isArray(value.proof);
}

const alterProof =
  (alter: (proof: readonly string[]) => readonly string[]) =>
  (method: string, honest: unknown): unknown =>
    method === 'state_getReadProof' && isProof(honest) ? { ...honest, proof: alter(honest.proof) } : honest;

const drip = (socket: WebSocket, text: string, every: number): void => {
  let at = 0;
  const timer = setInterval(() => {
    const last = at >= text.length - 1;
    if (socket.readyState !== socket.OPEN) clearInterval(timer);
    else socket.send(text.charAt(at), { fin: last });
    at += 1;
    if (last) clearInterval(timer);
  }, every);
};

/** The misbehaviours of the test chain. Each is one fault; the name says which. */
export const MISBEHAVIOURS = {
  /** Reports a different value wherever no proof is requested. */
  wrongValue: {
    answer: (method, honest) => {
      if (method.startsWith('state_getStorage') && typeof honest === 'string') return flipLast(honest);
      if (method === 'state_queryStorageAt')
        return JSON.parse(JSON.stringify(honest), (_, value: unknown) =>
          typeof value === 'string' && value.length > 300 ? flipLast(value) : value,
        ) as unknown;
      return honest;
    },
  },
  /** Reports no value wherever no proof is requested. */
  denial: {
    answer: (method, honest) => (method.startsWith('state_getStorage') ? null : honest),
  },
  /** Changes a byte of a proof's last node. */
  wrongProof: { answer: alterProof((proof) => proof.map((node, index) => (index === proof.length - 1 ? flipLast(node) : node))) },
  /** Leaves a node out of every proof. */
  shortProof: { answer: alterProof((proof) => proof.slice(0, -1)) },
  /** Adds a node to every proof. */
  paddedProof: { answer: alterProof((proof) => [...proof, '0x00112233']) },
  /** Serves no read proofs, as older nodes do. */
  noProofs: {
    answer: (method, honest) => {
      if (method === 'state_getReadProof') throw new RpcError(-32601, 'Method not found');
      return honest;
    },
  },
  /** Is another chain. */
  otherGenesis: {
    answer: (method, honest) =>
      method === 'chain_getBlockHash' && typeof honest === 'string' ? `0x${'ee'.repeat(32)}` : undefined,
  },
  /** Accepts the request and never answers. */
  silence: { send: () => undefined },
  /** Answers with something other than JSON. */
  garbage: {
    send: (socket) => {
      socket.send('}{ not json \u0000');
    },
  },
  /** Answers JSON of the wrong shape. */
  nonsense: { answer: () => ({ surprise: ['__proto__', { constructor: 1 }] }) },
  /** Answers 16 MB, twice what is read of an answer. */
  huge: {
    send: (socket) => {
      socket.send(`{"jsonrpc":"2.0","id":1,"result":"${'0'.repeat(16 * 1024 * 1024)}"}`);
    },
  },
  /** Answers one letter every 200 ms. */
  drip: {
    send: (socket, text) => {
      drip(socket, text, 200);
    },
  },
  /** Closes the connection instead of answering. */
  hangUp: {
    send: (socket) => {
      socket.close();
    },
  },
  /** Justifications with one signature spoiled. */
  forgedFinality: {
    answer: (method, honest) => {
      if (method !== 'grandpa_proveFinality' || typeof honest !== 'string') return honest;
      // Past block hash, length, round and target: inside the first precommit's signature.
      const at = 2 + 2 * (32 + 4 + 8 + 36 + 1 + 36 + 10);
      return honest.slice(0, at) + flipLast(honest.slice(at, at + 1)) + honest.slice(at + 1);
    },
  },
} as const satisfies Readonly<Record<string, Misbehaviour>>;

/** Name of one of these ways. */
export type MisbehaviourName = keyof typeof MISBEHAVIOURS;

/** Serves another history of the same chains: a fork made by `World.fork` and `World.claim`, or a fork left as it was. */
export function serving(chains: TestChains, which: 'relay' | 'registry'): Misbehaviour {
  const chain = which === 'relay' ? (chains.relay ?? chains.registry) : chains.registry;
  const finality = which === 'relay' || chains.relay === null ? chains.finality : null;
  return { view: (honest) => ({ ...honest, chain, finality, finalized: chain.head }) };
}
