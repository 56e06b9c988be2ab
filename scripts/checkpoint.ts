import { readFileSync, writeFileSync } from 'node:fs';
import { concat } from '../src/verifier/bytes/equal.ts';
import { toBase64Url } from '../src/verifier/bytes/base64.ts';
import { fromHex, toHex } from '../src/verifier/bytes/hex.ts';
import { takeAuthorities } from '../src/verifier/substrate/authority-set.ts';
import { readHeader, type Header } from '../src/verifier/substrate/header.ts';
import { blake2b256 } from '../src/verifier/substrate/storage-key.ts';
import { ScaleReader } from '../src/verifier/encoding/scale.ts';
import { Malformed } from '../src/verifier/malformed.ts';

/**
 * Makes a checkpoint from a relay chain's published specification (`lightSyncState`), for the next release:
 *
 *   npm run make:checkpoint -- polkadot chain-spec.json "where it was published, version, date"
 *
 * The specification names a finalised header and the voters after it. The genesis hash, computed here from the genesis state
 * root, proves that both name the claimed chain; whether they are true must be compared with a node of one's own before the
 * release.
 */
const [name = '', path = '', from = ''] = process.argv.slice(2);
if (!/^[a-z]+$/.test(name) || from === '') throw new RangeError('checkpoint: NAME SPEC FROM');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function text(value: unknown, ...names: readonly string[]): string {
  let at: unknown = value;
  for (const one of names) at = isRecord(at) ? at[one] : undefined;
  if (typeof at !== 'string') throw new Malformed(names.join('.'), 'missing');
  return at.replace(/^0x/, '');
}

const spec: unknown = JSON.parse(readFileSync(path, 'utf8'));

// Block 0 has no parent, no digest and no extrinsics: only its state root differs from chain to chain.
const emptyRoot = blake2b256(Uint8Array.of(0));
const stateRoot = fromHex(text(spec, 'genesis', 'stateRootHash'), 'stateRootHash');
const genesis = toHex(blake2b256(concat(new Uint8Array(32), Uint8Array.of(0), stateRoot, emptyRoot, Uint8Array.of(0))));

const header = readHeader(fromHex(text(spec, 'lightSyncState', 'finalizedBlockHeader'), 'header'));

/**
 * When the header was made: BABE's pre-runtime digest of it begins with the variant (u8), the author's index (u32) and
 * the slot (u64), and slots are counted from 1970, 6 seconds each, on Polkadot and Kusama alike.
 */
function timeOf({ digest }: Header): number {
  const slot = digest.find(({ kind, engine }) => kind === 'pre-runtime' && engine === 'BABE');
  if (slot === undefined) throw new Malformed('header.digest', 'no BABE slot');
  const reader = new ScaleReader(slot.data, 'BABE');
  reader.u8('variant');
  reader.u32('authority');
  return 6000 * reader.safeU64('slot');
}

const set = new ScaleReader(fromHex(text(spec, 'lightSyncState', 'grandpaAuthoritySet'), 'set'), 'set');
const authorities = takeAuthorities(set);
const setId = set.safeU64('set id');
if (authorities.some(({ weight }) => weight !== 1)) throw new Malformed('authorities', 'weights differ');

const checkpoint = {
  format: 1,
  relay: name,
  genesis,
  setId,
  finalized: { number: header.number, hash: header.hash },
  // Milliseconds since 1970: the voters' maximum age counts from here.
  time: timeOf(header),
  keys: toBase64Url(concat(...authorities.map(({ key }) => fromHex(key, 'key')))),
  from,
};
writeFileSync(`public/checkpoints/${name}.json`, `${JSON.stringify(checkpoint, null, 2)}\n`);
console.log(
  `${name}: block ${String(header.number)} ${header.hash}, set ${String(setId)} of ${String(authorities.length)}, genesis ${genesis}`,
);
