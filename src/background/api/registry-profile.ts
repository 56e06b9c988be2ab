/**
 * A chain that holds a registry, and how far it is relied on. Shipped with the release, or added by the user or an organisation.
 * Hex is lowercase without a prefix. No endpoint is contacted before the profile is turned on.
 */
export type RegistryProfile = {
  readonly format: 1;
  /** Lowercase words with hyphens; ids of the release are never reused for another chain. */
  readonly id: string;
  readonly name: string;
  /** The hash of the first block, which identifies the chain. */
  readonly genesis: string;
  /** Which pallet holds enclaves; null for a chain that holds only device keys. */
  readonly enclaves: 'teerex' | 'teebag' | null;
  /** Whether it holds device keys in the deviceRegistry pallet. */
  readonly devices: boolean;
  /** `wss://…`, each from a different operator where possible. */
  readonly endpoints: readonly string[];
  readonly finality: ProfileFinality;
  /** Accounts (32 bytes) whose proxied registrations count. Anyone can register any quote, so only these are accepted. */
  readonly registrars: readonly string[];
  /** Runtime metadata for decoding proven events: spec version and SHA-256 of the text (version 15). */
  readonly metadata: readonly { readonly spec: number; readonly sha256: string }[];
  /** Milliseconds after which an entry counts as stale: the pallet's MaxAttestationRenewalPeriod. */
  readonly renewal: number;
  /** `YYYY-MM-DD`, the announced end of this chain; null while it continues. */
  readonly discontinued: string | null;
  /** A test network: results that rest on it are marked `simulated`, as with a test anchor. */
  readonly test: boolean;
  /** An explorer's page about a block, where `{hash}` stands for its hash with `0x`; null where no explorer is named. */
  readonly explorer: string | null;
};

/**
 * A checkpoint shipped with the release, by the name of its relay chain, or as JSON text; with null, level 3 is never reached.
 */
export type ProfileCheckpoint =
  { readonly kind: 'pinned'; readonly relay: string } | { readonly kind: 'given'; readonly text: string };

/** Who finalises the chain. */
export type ProfileFinality =
  | {
      readonly kind: 'relay';
      readonly paraId: number;
      readonly genesis: string;
      readonly endpoints: readonly string[];
      readonly checkpoint: ProfileCheckpoint | null;
    }
  | { readonly kind: 'solo'; readonly checkpoint: ProfileCheckpoint | null };

/** A profile as the options page shows it. */
export type ListedProfile = { readonly profile: RegistryProfile; readonly builtIn: boolean; readonly on: boolean };
