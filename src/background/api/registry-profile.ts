/**
 * A chain that holds a registry, and how far it may be believed. Shipped with the release, or added by the user or an
 * organisation. Hex is lowercase without a prefix. Nothing is asked of any endpoint before the profile is turned on.
 */
export type RegistryProfile = {
  readonly format: 1;
  /** Lowercase words with hyphens; those of the release are never reused for another chain. */
  readonly id: string;
  readonly name: string;
  /** Hash of the first block: which chain this is. */
  readonly genesis: string;
  /** Which pallet holds enclaves; null for a chain that holds device keys only. */
  readonly enclaves: 'teerex' | 'teebag' | null;
  /** Holds device keys in the deviceRegistry pallet. */
  readonly devices: boolean;
  /** `wss://…`, each of another operator where possible. */
  readonly endpoints: readonly string[];
  readonly finality: ProfileFinality;
  /** Accounts (32 bytes) whose proxied registrations are believed. Anybody can register any quote; these are named. */
  readonly registrars: readonly string[];
  /** Runtime metadata by which events may be read as proven: spec version and SHA-256 of the text (version 15). */
  readonly metadata: readonly { readonly spec: number; readonly sha256: string }[];
  /** Milliseconds after which an entry counts as stale: the pallet's MaxAttestationRenewalPeriod. */
  readonly renewal: number;
  /** `YYYY-MM-DD`, the announced end of this chain; null while it goes on. */
  readonly discontinued: string | null;
  /** A test network: what rests on its word is marked `simulated`, like a test anchor. */
  readonly test: boolean;
  /** Page about a block, `{hash}` standing for its hash with `0x`; null where no explorer is named. */
  readonly explorer: string | null;
};

/** A checkpoint shipped with the release, by its relay chain's name, or given as JSON text; null: level 3 is not reached. */
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

/** A profile as options show it. */
export type ListedProfile = { readonly profile: RegistryProfile; readonly builtIn: boolean; readonly on: boolean };
