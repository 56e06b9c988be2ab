/**
 * How much of an answer was proven rather than reported (docs/REGISTRY.md, proof levels): L0 one node reported it; L1 independent
 * nodes agree on it at one finalised block; L2 a read proof leads to it from a header's state root; L3 that header is itself
 * proven from a relay chain block justified by its authorities.
 */
export type ProofLevel = 'L0' | 'L1' | 'L2' | 'L3';

/** A block as shown to the user. `time` is RFC 3339, read under the same state root as the answer; null when it was not read. */
export type RegistryBlock = { readonly number: number; readonly hash: string; readonly time: string | null };

/** `SgxStatus` of the teerex pallet. `ok` also covers Intel's SWHardeningNeeded: the chain does not distinguish them. */
export type RegistryStatus = 'invalid' | 'ok' | 'group-out-of-date' | 'group-revoked' | 'configuration-needed';

/** What the chain holds under the requested key. Hex is lowercase without a prefix. */
export type RegistryEntry = {
  /** Who signed the registration: the enclave's own key, or someone else on its behalf (anyone can, with any quote). */
  readonly under: 'sovereign' | 'proxied';
  /** The account key of the registrar; null for a sovereign entry. */
  readonly registrar: string | null;
  readonly mrEnclave: string;
  /** Null where the pallet stores none (teebag). */
  readonly mrSigner: string | null;
  readonly reportData: string | null;
  readonly buildMode: 'debug' | 'production';
  readonly method: 'skip' | 'ias' | 'dcap';
  /** Null where the pallet stores none (teebag). */
  readonly status: RegistryStatus | null;
  /** RFC 3339: the chain's time at registration, which is not when the quote was made. */
  readonly registeredAt: string;
  /** Milliseconds between `registeredAt` and the proven chain time. */
  readonly age: number;
  /** Milliseconds after which the pallet lets anyone remove the entry. */
  readonly renewal: number;
  /** How often this computer saw the entry renewed; null before it was seen a second time. */
  readonly cadence: { readonly renewals: number; readonly interval: number } | null;
  /** A claim by the registrar, decoded leniently and cut to 256 characters; for information only. */
  readonly url: string | null;
};

/** A device key of open hardware in the `deviceRegistry` pallet. Times are RFC 3339; null means open-ended. */
export type DeviceEntry = {
  readonly key: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly status: 'active' | 'revoked';
  readonly registeredAt: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly revokedAt: string | null;
};

/** Why nothing was learnt. These words are stable. */
export type RegistryUnreachable =
  | 'no-endpoint'
  | 'no-permission'
  | 'timeout'
  | 'connection-refused'
  | 'other-chain'
  | 'malformed-answer'
  | 'proof-refused'
  | 'answer-too-large'
  | 'syncing'
  /** The checkpoint, or the state followed from it, is older than the period for which validators' deposits are held. */
  | 'checkpoint-too-old'
  /** The checkpoint has no date. */
  | 'checkpoint-undated'
  /** The profile knows no metadata hash for the runtime version of that block. */
  | 'unknown-runtime'
  | 'client-failed';

/**
 * What the public chain says. It corroborates: none of these makes a mark green, and only a contradiction (`other-code`, `debug`,
 * `invalid`) lowers the badge, to `caution`. Use `contradicts` rather than listing kinds.
 */
export type RegistryAnswer =
  | { readonly kind: 'current'; readonly entry: RegistryEntry }
  | { readonly kind: 'stale'; readonly entry: RegistryEntry }
  /** Where the entry differs from the fresh evidence: `MRENCLAVE`, `MRSIGNER`, `REPORTDATA`, `DEBUG`. */
  | { readonly kind: 'other-code'; readonly entry: RegistryEntry; readonly differs: readonly string[] }
  | { readonly kind: 'debug'; readonly entry: RegistryEntry }
  | { readonly kind: 'invalid'; readonly entry: RegistryEntry; readonly because: 'status' | 'skipped' }
  /** There is no entry under this key; `proven` from L2 on. */
  | { readonly kind: 'not-registered'; readonly proven: boolean }
  | { readonly kind: 'device-active'; readonly device: DeviceEntry }
  | { readonly kind: 'device-revoked'; readonly device: DeviceEntry }
  | { readonly kind: 'device-out-of-dates'; readonly device: DeviceEntry }
  /** The time (RFC 3339) of the newest block that could be proven; its content is shown as history. */
  | { readonly kind: 'frozen'; readonly since: string; readonly entry: RegistryEntry | null }
  | { readonly kind: 'nodes-disagree'; readonly nodes: readonly { readonly node: string; readonly reported: string }[] }
  | { readonly kind: 'unreachable'; readonly because: RegistryUnreachable };

/** An `EnclaveBridge.PublishedHash` event that the site points to: its content and how far it was proven. */
export type ExecutionProof =
  | {
      readonly kind: 'published';
      readonly mrEnclave: string;
      /** Whether `mrEnclave` is that of the fresh evidence. */
      readonly sameCode: boolean;
      readonly hash: string;
      /** Up to 100 bytes of data added by the enclave, hex. */
      readonly data: string;
      readonly block: RegistryBlock;
      readonly eventIndex: number;
      readonly level: ProofLevel;
    }
  | { readonly kind: 'no-such-event'; readonly block: RegistryBlock; readonly eventIndex: number; readonly level: ProofLevel }
  | { readonly kind: 'unreachable'; readonly because: RegistryUnreachable };

/** Progress of the relay chain's light path: authority sets followed, out of those known to exist. */
export type RegistryProgress = { readonly setId: number; readonly block: number };

/** The chain that was asked, by its user-visible name. */
export type RegistryChain = {
  readonly id: string;
  readonly name: string;
  /** `YYYY-MM-DD`: the day for which the operator announced the end of this chain. */
  readonly discontinued: string | null;
  /** An explorer's page for the block; only when the profile names an explorer. */
  readonly explorer: string | null;
};

/** The row after the chain was asked. */
export type AnsweredView = Extract<RegistryView, { readonly at: 'answered' }>;

/** The registry row of one site: plain JSON. The site wrote none of it, except what the chain holds. */
export type RegistryView =
  | { readonly at: 'asking'; readonly chain: RegistryChain; readonly progress: RegistryProgress | null }
  | {
      readonly at: 'answered';
      readonly chain: RegistryChain;
      readonly answer: RegistryAnswer;
      /** Null when nothing was learnt. */
      readonly level: ProofLevel | null;
      /** Why no higher level was reached; null at the highest level, or where the profile holds no checkpoint. */
      readonly shortOf: RegistryUnreachable | null;
      /** The proven block is later than this computer's clock, so the clock is behind. */
      readonly clockBehind: boolean;
      /** What was looked up: which map, and under which key (hex, as in the pallet's storage). */
      readonly asked: { readonly what: 'enclave' | 'device-key'; readonly key: string };
      /** Hosts of the nodes that answered. */
      readonly nodes: readonly string[];
      readonly block: RegistryBlock | null;
      /** The justified relay chain block; only at L3. */
      readonly relayBlock: RegistryBlock | null;
      /** The checkpoint from which finality was followed, and its date; null where the profile holds none. */
      readonly checkpoint: RegistryBlock | null;
      /** RFC 3339, this computer's clock. */
      readonly askedAt: string;
      readonly execution: ExecutionProof | null;
    };

/**
 * Does the chain contradict the fresh evidence? This is the only way in which a registry affects the badge. A single node's word
 * does not count: otherwise its operator could turn any site amber.
 */
export function contradicts(view: RegistryView | null): boolean {
  if (view?.at !== 'answered' || (view.level !== 'L3' && view.nodes.length < 2)) return false;
  const { kind } = view.answer;
  return kind === 'other-code' || kind === 'debug' || kind === 'invalid';
}
