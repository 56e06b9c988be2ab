import { concat } from '../bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import { JsonObject, type JsonArray } from '../encoding/json-value.ts';
import { parseJson } from '../encoding/json.ts';
import { u64Of } from '../encoding/scale.ts';
import { Malformed } from '../malformed.ts';
import { instant, type Instant } from '../time.ts';
import { MAX_AUTHORITIES, type Authority, type AuthoritySet } from './authority-set.ts';
import { blake2b256 } from './storage-key.ts';

/**
 * A block of a relay chain that was proven final, and the voters who may finalise the next. Plain JSON: it is the checkpoint
 * pinned in a release or supplied in a profile, and what is followed from one.
 */
export type RelayState = AuthoritySet & {
  readonly format: 1;
  /** The hash of block 0, which identifies the chain. */
  readonly genesis: Hex;
  readonly finalized: { readonly number: number; readonly hash: Hex };
  /**
   * Chain time of that block, or of an earlier one; null where the checkpoint's maker did not state it. It decides how long these
   * voters can be trusted.
   */
  readonly time: Instant | null;
};

/** A state that was followed from a checkpoint: `root` is the digest of that checkpoint, on which all of it rests. */
export type FollowedState = RelayState & { readonly root: Hex };

function hex32(text: string, field: string): Hex {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Malformed(field, 'not 32 bytes of lowercase hex');
  fromHex(text, field);
  return text;
}

function readAuthorities(list: JsonArray): readonly Authority[] {
  const authorities = list.objects().map((one) => ({
    key: hex32(one.string('key'), `${one.path}.key`),
    weight: one.natural('weight'),
  }));
  if (authorities.length === 0 || authorities.length > MAX_AUTHORITIES) throw new Malformed(list.path, 'no set of voters');
  if (authorities.some(({ weight }) => weight === 0 || weight > 2 ** 32)) throw new Malformed(list.path, 'weight out of range');
  if (new Set(authorities.map(({ key }) => key)).size !== authorities.length) throw new Malformed(list.path, 'key occurs twice');
  return authorities;
}

function readTime(value: JsonObject): Instant | null {
  return value.has('time') && value.value('time') !== null ? instant(value.natural('time')) : null;
}

function readState(value: JsonObject): RelayState {
  if (value.natural('format') !== 1) throw new Malformed('relay state.format', 'unknown format');
  const finalized = value.object('finalized');
  return {
    format: 1,
    genesis: hex32(value.string('genesis'), 'relay state.genesis'),
    setId: value.natural('setId'),
    authorities: readAuthorities(value.array('authorities')),
    finalized: {
      number: finalized.natural('number'),
      hash: hex32(finalized.string('hash'), 'relay state.finalized.hash'),
    },
    time: readTime(value),
  };
}

function parsed(text: string): JsonObject {
  const value = parseJson(text, 'relay state');
  if (!(value instanceof JsonObject)) throw new Malformed('relay state', 'not an object');
  return value;
}

/** JSON text → checkpoint, every field checked: a damaged record must not become a set of voters. @throws Malformed */
export const readRelayState = (text: string): RelayState => readState(parsed(text));

/** JSON text of a stored state → the state, with the checkpoint that it claims to rest on. @throws Malformed */
export function readFollowedState(text: string): FollowedState {
  const value = parsed(text);
  return { ...readState(value), root: hex32(value.string('root'), 'relay state.root') };
}

/**
 * The digest of a checkpoint: BLAKE2b-256 over every claim in it, each field of fixed length. Two checkpoints that differ in a
 * voter or in their time are two roots of trust, even for one chain and block.
 */
export function checkpointDigest({ genesis, setId, finalized, authorities, time }: RelayState): Hex {
  const voters = authorities.flatMap(({ key, weight }) => [fromHex(key, 'key'), u64Of(weight)]);
  return toHex(
    blake2b256(
      concat(
        toAscii('sealmark-checkpoint-1', 'tag'),
        fromHex(genesis, 'genesis'),
        u64Of(setId),
        u64Of(finalized.number),
        fromHex(finalized.hash, 'hash'),
        ...(time === null ? [Uint8Array.of(0)] : [Uint8Array.of(1), u64Of(time)]),
        ...voters,
      ),
    ),
  );
}

/** The state in which following a checkpoint begins. */
export const rootedAt = (checkpoint: RelayState): FollowedState => ({ ...checkpoint, root: checkpointDigest(checkpoint) });
