import { toBase64 } from '../../bytes/base64.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { Reader } from '../../bytes/reader.ts';
import { toAscii } from '../../bytes/text.ts';
import { rawFromDer } from '../../crypto/signature-form.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { unlessMalformed } from '../../malformed.ts';
import { isSignedAsLog, type Checkpoint } from '../checkpoint.ts';
import type { ProofFault } from '../fault.ts';
import { isIncluded } from '../merkle.ts';
import { claimedBy } from '../signed-note.ts';
import type { LogEntry } from './bundle.ts';
import type { LogKey } from './trust.ts';

/** Why this log does not confirm this entry; undefined when it does. */
export async function entryFault(entry: LogEntry, log: LogKey, crypto: CryptoPort): Promise<ProofFault | undefined> {
  const { inclusion, checkpoint } = entry.proof;
  if (!(await isCheckpointOf(checkpoint, log, crypto))) return 'checkpoint-signature';
  if (inclusion.size !== checkpoint.size || !equalBytes(inclusion.root, checkpoint.root)) return 'inclusion';
  if (!(await isIncluded(entry.body, inclusion, crypto))) return 'inclusion';
  // Without a promise, only the tree covers the index: Rekor's second log has one tree.
  if (entry.promise === undefined) return entry.index === inclusion.index ? undefined : 'inclusion';
  return (await isPromised(entry, entry.promise, log, crypto)) ? undefined : 'promise';
}

/**
 * Did the log sign the checkpoint? Rekor's first log appends the tree to its name (`rekor.sigstore.dev - 26057…`), so the origin
 * must begin with the name. Signatures by others, including witnesses, are ignored.
 */
async function isCheckpointOf({ origin, note }: Checkpoint, log: LogKey, crypto: CryptoPort): Promise<boolean> {
  if (origin !== log.name && !origin.startsWith(`${log.name} - `)) return false;
  const keyId = new Reader(fromHex(log.logId, 'log ID'), 'log ID').bytes('key ID', 4);
  const claimed = claimedBy(note, log.name, keyId);
  const holds = await Promise.all(claimed.map((signature) => isSignedAsLog(note, signature, log, crypto)));
  return holds.length > 0 && holds.every(Boolean);
}

/** The signed entry timestamp of Rekor v1, over JSON in its canonical form (RFC 8785): these four members, in this order. */
function isPromised(entry: LogEntry, promise: Uint8Array, log: LogKey, crypto: CryptoPort): Promise<boolean> {
  const seconds = String((entry.integratedAt ?? 0) / 1000);
  const body = toBase64(entry.body);
  const message = `{"body":"${body}","integratedTime":${seconds},"logID":"${log.logId}","logIndex":${String(entry.index)}}`;
  const raw = log.algorithm === 'ed25519' ? promise : unlessMalformed(() => rawFromDer(promise, 32), undefined);
  return raw === undefined
    ? Promise.resolve(false)
    : crypto.verifySignature(log.algorithm, log.spki, raw, toAscii(message, 'promise'));
}
