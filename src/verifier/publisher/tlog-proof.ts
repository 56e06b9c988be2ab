import { fromBase64 } from '../bytes/base64.ts';
import { fromUtf8, toAscii } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { spkiOfEd25519 } from '../crypto/spki.ts';
import { Malformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import { cosignedAt, isSignedAsLog, readCheckpoint, readDecimal, readHash, type Checkpoint } from './checkpoint.ts';
import { refused, type Refused } from './fault.ts';
import { isIncluded, MAX_INCLUSION_HASHES, type Inclusion } from './merkle.ts';
import { claimedBy, MAX_NOTE_CHARACTERS, type NoteKey } from './signed-note.ts';
import type { WitnessPolicy } from './witness-policy.ts';

/** A proof that something is in a log (C2SP tlog-proof v1), not yet verified. */
export type TlogProof = {
  readonly inclusion: Inclusion;
  readonly checkpoint: Checkpoint;
  /** Extra data, such as the parts of the entry. It is authenticated only in that the entry built from it is in the log. */
  readonly extra: Uint8Array | undefined;
};

/** A proof that holds. */
export type LoggedSince = {
  readonly holds: true;
  /** The log's origin. */
  readonly log: string;
  readonly index: number;
  /** The policy's names for the witnesses that saw the log with this entry in it. */
  readonly witnesses: readonly string[];
  /** When the first of them saw it; undefined without witnesses, because a checkpoint has no time of its own. */
  readonly since: Instant | undefined;
  /** When the last of them saw it: how old the proof is. */
  readonly seen: Instant | undefined;
};

/** Largest proof, bytes. */
export const MAX_TLOG_PROOF_BYTES = MAX_NOTE_CHARACTERS + 16 * 1024;

const HEADER = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';

const START = toAscii(`${HEADER}\n`, 'header');

/** Does this file claim to be a tlog-proof? */
export const looksLikeTlogProof = (bytes: Uint8Array): boolean => START.every((byte, at) => bytes[at] === byte);

/** UTF-8 → proof. @throws Malformed */
export function readTlogProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > MAX_TLOG_PROOF_BYTES) throw new Malformed('tlog-proof', 'larger than any proof');
  const text = fromUtf8(bytes, 'tlog-proof');
  const end = text.indexOf('\n\n');
  if (end < 0) throw new Malformed('tlog-proof', 'no checkpoint');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) throw new Malformed('tlog-proof', 'not a tlog-proof of version 1');
  const extra = lines[0]?.startsWith(EXTRA) === true ? fromBase64(lines[0].slice(EXTRA.length), 'tlog-proof.extra') : undefined;
  const [index = '', ...hashes] = extra === undefined ? lines : lines.slice(1);
  if (!index.startsWith('index ')) throw new Malformed('tlog-proof.index', 'missing');
  if (hashes.length > MAX_INCLUSION_HASHES) throw new Malformed('tlog-proof', 'too many hashes');
  const checkpoint = readCheckpoint(text.slice(end + 2), 'checkpoint');
  return {
    inclusion: {
      index: readDecimal(index.slice('index '.length), 'tlog-proof.index'),
      size: checkpoint.size,
      root: checkpoint.root,
      hashes: hashes.map((hash) => readHash(hash, 'tlog-proof.hash')),
    },
    checkpoint,
    extra,
  };
}

/** How far two clocks may differ. */
const MAX_CLOCK_DIFFERENCE_MS = 10 * 60_000;

/**
 * Is this entry in a log that the policy names, and did enough witnesses see it there? The log's signature must come from exactly
 * one of the policy's keys, under the log's own origin. @param entry what was logged, not its hash
 */
export async function verifyTlogProof(
  bytes: Uint8Array,
  entry: Uint8Array,
  policy: WitnessPolicy,
  now: Instant,
  crypto: CryptoPort,
): Promise<LoggedSince | Refused> {
  let proof: TlogProof;
  try {
    proof = readTlogProof(bytes);
  } catch (error) {
    if (error instanceof Malformed) return refused('malformed');
    throw error;
  }
  const { inclusion, checkpoint } = proof;
  const log = policy.logs.find(({ name }) => name === checkpoint.origin);
  if (log === undefined) return refused('log-unknown');
  if (!(await isByLog(checkpoint, log, crypto))) return refused('checkpoint-signature');
  if (!(await isIncluded(entry, inclusion, crypto))) return refused('inclusion');
  const seen = await Promise.all(
    policy.witnesses.map(async ({ name, key }) => ({ name, at: await cosignedAt(checkpoint.note, key, crypto) })),
  );
  const cosigned = seen.flatMap(({ name, at }) => (at === undefined ? [] : [{ name, at }]));
  if (cosigned.some(({ at }) => at > now + MAX_CLOCK_DIFFERENCE_MS)) return refused('from-the-future');
  if (!policy.isReached(new Set(cosigned.map(({ name }) => name)))) return refused('quorum');
  const times = cosigned.map(({ at }) => at).sort((a, b) => a - b);
  return {
    holds: true,
    log: log.name,
    index: inclusion.index,
    witnesses: cosigned.map(({ name }) => name),
    since: times[0],
    seen: times.at(-1),
  };
}

async function isByLog({ note }: Checkpoint, log: NoteKey, crypto: CryptoPort): Promise<boolean> {
  const key = { algorithm: 'ed25519', spki: spkiOfEd25519(log.key) } as const;
  const claimed = claimedBy(note, log.name, log.keyId);
  const holds = await Promise.all(claimed.map((signature) => isSignedAsLog(note, signature, key, crypto)));
  return holds.length === 1 && holds.every(Boolean);
}
