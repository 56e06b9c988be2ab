import { toHex, type Hex } from '../bytes/hex.ts';
import { ScaleReader } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import type { Header } from './header.ts';

/** One GRANDPA voter: its Ed25519 key (32 bytes, hex) and the weight of its vote (1 on every relay chain). */
export type Authority = { readonly key: Hex; readonly weight: number };

/** The voters of one set, numbered from genesis. Keys are distinct. */
export type AuthoritySet = { readonly setId: number; readonly authorities: readonly Authority[] };

/** A set larger than any chain has (Kusama: 1000), and weights whose sum stays exact. */
export const MAX_AUTHORITIES = 4096;
const MAX_WEIGHT = 2 ** 32;

/**
 * The weight that finalises: total − ⌊(total − 1) / 3⌋ (GRANDPA paper, section 2.1: more than two thirds, when fewer than a third
 * are faulty).
 */
export function threshold({ authorities }: AuthoritySet): number {
  const total = authorities.reduce((sum, { weight }) => sum + weight, 0);
  return total - Math.floor((total - 1) / 3);
}

/** Vec<(AuthorityId, u64)>, as in a ScheduledChange and in `Grandpa.Authorities`. @throws Malformed */
export function takeAuthorities(reader: ScaleReader): readonly Authority[] {
  const authorities = reader.list('authorities', MAX_AUTHORITIES, 40, () => {
    const key = toHex(reader.fixed('authority key', 32));
    const weight = reader.safeU64('authority weight');
    if (weight === 0 || weight > MAX_WEIGHT) throw new Malformed('authorities.weight', 'out of range', reader.offset);
    return { key, weight };
  });
  if (authorities.length === 0) throw new Malformed('authorities', 'empty set');
  if (new Set(authorities.map(({ key }) => key)).size !== authorities.length)
    throw new Malformed('authorities', 'key occurs twice');
  return authorities;
}

/** What a header says about the voters after it. */
export type SetChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'scheduled'; readonly next: readonly Authority[] }
  /** A change that does not take effect immediately, or one that bypasses finality: a new checkpoint is needed. */
  | { readonly kind: 'cannot-follow'; readonly because: 'delayed' | 'forced' | 'paused' | 'several' };

/** Variants of `ConsensusLog` (Polkadot specification, section 3.3.2 "Consensus message digest", engine FRNK). */
const SCHEDULED_CHANGE = 1;
const FORCED_CHANGE = 2;
const ON_DISABLED = 3;

function readChange(data: Uint8Array): SetChange {
  const reader = new ScaleReader(data, 'FRNK');
  const variant = reader.u8('message');
  if (variant === ON_DISABLED) return { kind: 'none' };
  if (variant === FORCED_CHANGE) return { kind: 'cannot-follow', because: 'forced' };
  if (variant !== SCHEDULED_CHANGE) return { kind: 'cannot-follow', because: 'paused' };
  const next = takeAuthorities(reader);
  const delay = reader.u32('delay');
  reader.end();
  return delay === 0 ? { kind: 'scheduled', next } : { kind: 'cannot-follow', because: 'delayed' };
}

/** The change of voters that this header announces. @throws Malformed */
export function setChange(header: Header): SetChange {
  const messages = header.digest.filter(({ kind, engine }) => kind === 'consensus' && engine === 'FRNK');
  const changes = messages.map(({ data }) => readChange(data)).filter(({ kind }) => kind !== 'none');
  const [only, ...others] = changes;
  if (others.length > 0) return { kind: 'cannot-follow', because: 'several' };
  return only ?? { kind: 'none' };
}
