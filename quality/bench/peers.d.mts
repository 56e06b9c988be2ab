/** Name of a peer: its package. */
export type PeerName =
  | '@phala/dcap-qvl'
  | '@phala/dcap-qvl-web'
  | '@tinfoilsh/verifier'
  | '@0xsequence/tee-verifier'
  | '@evervault/wasm-attestation-bindings';

/** Evidence and what its verification needs, in the forms that peers take. */
export type PeerInput = {
  readonly evidence: Uint8Array;
  /** Verification time, milliseconds since the epoch. */
  readonly at: number;
  /** Intel QuoteCollateralV3 as JSON. */
  readonly collateral?: unknown;
  /** DER of the root to believe in place of Intel's. */
  readonly root?: Uint8Array;
  /** DER. */
  readonly vcek?: Uint8Array;
  /** PCR → lowercase hex; Evervault's bindings compare those that are given. */
  readonly pcrs?: Readonly<Record<number, string>>;
  /** The peers' WASM modules. */
  readonly wasm?: { readonly phala: Uint8Array; readonly evervault: Uint8Array };
};

/** Names of the peers, as the rows of the bench have them. */
export const PEERS: readonly PeerName[];

/** @returns a function that verifies once and throws (or rejects) when the peer refuses */
export function preparePeer(name: PeerName, input: PeerInput): Promise<() => unknown>;
