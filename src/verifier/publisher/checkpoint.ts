import { fromBase64 } from '../bytes/base64.ts';
import { concat } from '../bytes/equal.ts';
import { Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/text.ts';
import { rawFromDer } from '../crypto/signature-form.ts';
import type { CryptoPort, SignatureAlgorithm } from '../crypto/port.ts';
import { spkiOfEd25519 } from '../crypto/spki.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { instant, type Instant } from '../time.ts';
import { claimedBy, readSignedNote, type NoteKey, type NoteSignature, type SignedNote } from './signed-note.ts';

/** A log's statement about its tree at one moment (C2SP tlog-checkpoint v1.0.0), not yet verified. */
export type Checkpoint = {
  /** Which log this is, by its own name. */
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly note: SignedNote;
};

/** Decimal without leading zeros → number. @throws Malformed for anything else, and above 2^53. */
export function readDecimal(text: string, field: string): number {
  const value = Number(text);
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text) || !Number.isSafeInteger(value)) throw new Malformed(field, 'not a decimal number');
  return value;
}

/** Base64 of a SHA-256. @throws Malformed */
export function readHash(text: string, field: string): Uint8Array {
  const hash = fromBase64(text, field);
  if (hash.length !== 32) throw new Malformed(field, 'not a SHA-256');
  return hash;
}

/** Text → checkpoint: origin, size, root, then lines that only the log understands. @throws Malformed */
export function readCheckpoint(text: string, what: string): Checkpoint {
  const note = readSignedNote(text, what);
  const [origin = '', size = '', root = ''] = note.text.split('\n');
  if (origin === '') throw new Malformed(`${what}.origin`, 'missing');
  return { origin, size: readDecimal(size, `${what}.size`), root: readHash(root, `${what}.root`), note };
}

/** Did this key sign the note's text? ECDSA signatures are in DER there, as Rekor's first log writes them. */
export function isSignedAsLog(
  { text }: SignedNote,
  { signature }: NoteSignature,
  key: { readonly algorithm: SignatureAlgorithm; readonly spki: Uint8Array },
  crypto: CryptoPort,
): Promise<boolean> {
  const raw = key.algorithm === 'ed25519' ? signature : unlessMalformed(() => rawFromDer(signature, 32), undefined);
  if (raw === undefined) return Promise.resolve(false);
  return crypto.verifySignature(key.algorithm, key.spki, raw, toUtf8(text, 'note'));
}

/** The latest moment that an `Instant` can represent, in seconds. */
const MAX_SECONDS = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / 1000));

/**
 * When did this witness see the checkpoint? C2SP tlog-cosignature v1.0.0: eight bytes of seconds, then an Ed25519 signature over
 * a header with that time, and the note's text. @returns undefined when it is not the witness's signature.
 */
export async function cosignedAt(note: SignedNote, witness: NoteKey, crypto: CryptoPort): Promise<Instant | undefined> {
  for (const { signature } of claimedBy(note, witness.name, witness.keyId)) {
    if (signature.length !== 72) continue;
    const reader = new Reader(signature, 'cosignature');
    const seconds = reader.u64be('timestamp');
    if (seconds > MAX_SECONDS) continue;
    const message = concat(toUtf8(`cosignature/v1\ntime ${String(seconds)}\n`, 'cosignature'), toUtf8(note.text, 'note'));
    const holds = await crypto.verifySignature('ed25519', spkiOfEd25519(witness.key), reader.rest('signature'), message);
    if (holds) return instant(Number(seconds) * 1000);
  }
  return undefined;
}
