import { fromBase64 } from '../bytes/base64.ts';
import { concat, equalBytes } from '../bytes/equal.ts';
import { toHex } from '../bytes/hex.ts';
import { Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { Malformed } from '../malformed.ts';

/** One signature line of a note, not yet verified. */
export type NoteSignature = {
  readonly name: string;
  /** 4 bytes: the key that this claims to come from. */ readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
};

/** A signed note (C2SP signed-note v1.0.0, "Format"): a text, and its signers. */
export type SignedNote = {
  /** Including its last line feed: the signed text. */ readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

/** The largest note, in UTF-16 code units: a checkpoint with dozens of witnesses has six thousand. */
export const MAX_NOTE_CHARACTERS = 32 * 1024;
const MAX_SIGNATURES = 64;

const SIGNATURE_LINE = /^— ([^\s+]{1,255}) ([A-Za-z0-9+/=]{1,8192})$/;

/** Text → note. Unknown signers are kept; the caller, who knows the keys, decides which count. @throws Malformed */
export function readSignedNote(note: string, what: string): SignedNote {
  if (note.length > MAX_NOTE_CHARACTERS) throw new Malformed(what, 'larger than any note');
  // Control characters could make two texts look alike (signed-note, "Format").
  if (/[\0-\x09\x0b-\x1f]/.test(note)) throw new Malformed(what, 'control character');
  const end = note.lastIndexOf('\n\n');
  if (end <= 0 || !note.endsWith('\n')) throw new Malformed(what, 'not a text, an empty line and signatures');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new Malformed(what, 'more signatures than any note has');
  return { text: note.slice(0, end + 1), signatures: lines.map((line) => readSignature(line, what)) };
}

function readSignature(line: string, what: string): NoteSignature {
  const match = SIGNATURE_LINE.exec(line);
  if (match === null) throw new Malformed(`${what}.signature`, 'not a signature line');
  const reader = new Reader(fromBase64(match[2] ?? '', `${what}.signature`), `${what}.signature`);
  return { name: match[1] ?? '', keyId: reader.bytes('key ID', 4), signature: reader.rest('signature') };
}

/** The lines that claim to come from this key; the ID is a hint, the signature decides. */
export const claimedBy = ({ signatures }: SignedNote, name: string, keyId: Uint8Array): readonly NoteSignature[] =>
  signatures.filter((one) => one.name === name && equalBytes(one.keyId, keyId));

/** Kinds of key in use: a log's Ed25519 (01) and a witness's timestamped Ed25519 (04). */
export type NoteKeyType = 1 | 4;

/** A verifier key: its owner and kind (signed-note, "Verifier keys"). */
export type NoteKey = {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly type: NoteKeyType;
  /** 32 bytes. */ readonly key: Uint8Array;
};

/**
 * `name+hash+base64` → key. The hash must be the key's own, or a key could appear under another's ID. @throws Malformed, also for
 * other kinds of key (ML-DSA-44 is not in WebCrypto yet).
 */
export async function readNoteKey(text: string, crypto: CryptoPort): Promise<NoteKey> {
  const match = /^([^\s+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,100})$/.exec(text);
  if (match === null) throw new Malformed('vkey', 'not a verifier key');
  const [, name = '', hash = '', encoded = ''] = match;
  const reader = new Reader(fromBase64(encoded, 'vkey'), 'vkey');
  const type = reader.u8('type');
  if (type !== 1 && type !== 4) throw new Malformed('vkey.type', 'kind of key not in use');
  const key = reader.rest('key');
  if (key.length !== 32) throw new Malformed('vkey.key', 'not an Ed25519 key');
  const keyId = await noteKeyId(name, type, key, crypto);
  if (toHex(keyId) !== hash) throw new Malformed('vkey.hash', 'not the hash of this key');
  return { name, keyId, type, key };
}

/** First four bytes of SHA-256(name ‖ "\n" ‖ type ‖ key). */
export async function noteKeyId(name: string, type: NoteKeyType, key: Uint8Array, crypto: CryptoPort): Promise<Uint8Array> {
  const digest = await crypto.digest('sha-256', concat(toUtf8(`${name}\n`, 'vkey'), Uint8Array.of(type), key));
  return new Reader(digest, 'key ID').bytes('first four', 4);
}
