import { fromHex, type Hex } from '../bytes/hex.ts';
import { JsonObject, type JsonArray } from '../encoding/json-value.ts';
import { parseJson } from '../encoding/json.ts';
import { Malformed } from '../malformed.ts';
import { MOST_AUTHORITIES, type Authority, type AuthoritySet } from './authority-set.ts';

/**
 * How far a relay chain was followed: its newest block that was proven final, and the voters who may finalise the next.
 * Plain JSON: it is the checkpoint pinned in a release, the state kept between visits, and what a worker resumes from.
 */
export type RelayState = AuthoritySet & {
  readonly format: 1;
  /** Hash of block 0: which chain this is. */
  readonly genesis: Hex;
  readonly finalized: { readonly number: number; readonly hash: Hex };
};

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
  if (authorities.length === 0 || authorities.length > MOST_AUTHORITIES) throw new Malformed(list.path, 'no set of voters');
  if (authorities.some(({ weight }) => weight === 0 || weight > 2 ** 32)) throw new Malformed(list.path, 'weight out of range');
  if (new Set(authorities.map(({ key }) => key)).size !== authorities.length) throw new Malformed(list.path, 'key occurs twice');
  return authorities;
}

/** JSON text → state, every field checked: a stored record that was damaged must not become a set of voters. @throws Malformed */
export function readRelayState(text: string): RelayState {
  const value = parseJson(text, 'relay state');
  if (!(value instanceof JsonObject)) throw new Malformed('relay state', 'not an object');
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
  };
}
