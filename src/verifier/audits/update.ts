import { toHex, type Hex } from '../bytes/hex.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { Malformed, Unsupported, unlessMalformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import type { AuditKey } from './audit-key.ts';
import { readEnvelope, signersOf, type Envelope } from './dsse.ts';
import { keySetName, type AuditList } from './list.ts';
import { stateAfter, type ListState } from './list-state.ts';
import { ENVELOPE_LIMITS } from './plain-text.ts';
import { MAX_DENIED, MAX_LIST_BYTES, MAX_REVOKED, readList, StatementSignature } from './read-list.ts';
import { nothingReferenced, ReferenceNotMet, type ReferencedFiles } from './reference.ts';
import { succession } from './succession.ts';
import { LIST_MEDIA_TYPE } from './vocabulary.ts';

/** Why a list was refused; permanent codes (docs/AUDITS.md, “Errors”). The known list stays as it was. */
export const LIST_REFUSALS = [
  'list.too-large',
  'list.malformed',
  'list.newer',
  'list.signature',
  'list.other-list',
  'list.rollback',
  'list.forked',
  'list.rotation',
  'list.issued-later',
  'list.statement-signature',
  'list.reference',
  'list.too-many',
] as const;

/** One of the codes above. */
export type ListRefusal = (typeof LIST_REFUSALS)[number];

/** The outcome for bytes received as a list. */
export type Update =
  /** `list` and its state are to be stored, `updated` or not: the stored text may have been lost. */
  | { readonly at: 'accepted'; readonly changed: boolean; readonly state: ListState; readonly list: AuditList }
  | { readonly at: 'refused'; readonly code: ListRefusal; readonly detail: string };

/** What is known of the list so far; only keys if nothing was read yet. */
export type Before =
  | { readonly at: 'pinned'; readonly keys: ListState['keys'] }
  /** @property list null if its text is unreadable */
  | { readonly at: 'followed'; readonly state: ListState; readonly list: AuditList | null };

const MAX_RATCHETS = 64;

const refused = (code: ListRefusal, detail = ''): Update => ({ at: 'refused', code, detail });

/**
 * Received bytes → the next state of a list, or why there is none. First signatures, under keys pinned before; then the text
 * (docs/AUDITS.md, “Client rules” 1 to 7). Never throws because of the input; nothing is half applied, because all changes are in
 * the returned state. @param now this computer's clock @param referenced fetches the statement files that the list references
 */
export async function updateList(
  crypto: CryptoPort,
  before: Before,
  received: Uint8Array,
  now: Instant,
  referenced = nothingReferenced,
): Promise<Update> {
  if (received.length > MAX_LIST_BYTES) return refused('list.too-large');
  const envelope = unlessMalformed(() => openEnvelope(received), null);
  if (envelope === null) return refused('list.malformed', 'not a DSSE envelope of a list');
  const { keys: pinned } = before.at === 'pinned' ? before : before.state;
  if (!(await isSignedBy(crypto, envelope, pinned.current, pinned.threshold))) return refused('list.signature');
  try {
    const [list, digest] = await Promise.all([
      readList(crypto, envelope.payload, 'verify', referenced),
      crypto.digest('sha-256', envelope.payload).then(toHex),
    ]);
    return await accepted(crypto, before, { envelope, list, digest }, now);
  } catch (error) {
    if (error instanceof StatementSignature) return refused('list.statement-signature', error.message);
    if (error instanceof ReferenceNotMet) return refused('list.reference', error.message);
    if (error instanceof Unsupported) return refused('list.newer', error.message);
    if (error instanceof Malformed) return refused('list.malformed', error.message);
    throw error;
  }
}

function openEnvelope(received: Uint8Array): Envelope {
  const envelope = readEnvelope(parseJsonObject(received, 'envelope', MAX_LIST_BYTES, ENVELOPE_LIMITS));
  if (envelope.payloadType !== LIST_MEDIA_TYPE) throw new Malformed('envelope.payloadType', 'not a list');
  return envelope;
}

async function isSignedBy(
  crypto: CryptoPort,
  envelope: Envelope,
  keys: readonly AuditKey[],
  threshold: number,
): Promise<boolean> {
  return (await signersOf(crypto, envelope, keys)).length >= threshold;
}

type Read = { readonly envelope: Envelope; readonly list: AuditList; readonly digest: Hex };

async function accepted(crypto: CryptoPort, before: Before, { envelope, list, digest }: Read, now: Instant): Promise<Update> {
  const state = before.at === 'followed' ? before.state : null;
  if (state !== null && state.id !== list.id) return refused('list.other-list', list.id);
  const { keys: pinned } = before.at === 'pinned' ? before : before.state;
  // New keys are accepted once the old and the new ones have signed: whoever holds only one of the two takes over nothing.
  const rotates = keySetName(pinned) !== keySetName(list.keys);
  if (rotates && !(await isSignedBy(crypto, envelope, list.keys.current, list.keys.threshold))) return refused('list.rotation');
  const ratchets = state?.ratchets ?? [];
  const seen = ratchets.find(({ keySet }) => keySet === keySetName(list.keys))?.version ?? -1;
  if (seen < 0 && ratchets.length >= MAX_RATCHETS) return refused('list.rotation', 'rotated more often than is kept');
  // New keys restart the versions, or a thief of the old ones could use up the highest number; time does not restart.
  if (rotates && state !== null && list.issued <= state.latestIssued) return refused('list.rollback', 'other keys, and no later');
  const known = seen < 0 || state === null ? null : { version: seen, digest: state.digest };
  const follows = succession({ ...list, digest }, known, now);
  if (follows.at === 'refused') return follows;
  if (follows.at === 'same' && state !== null) return { at: 'accepted', changed: false, state, list };
  const next = stateAfter(list, digest, before.at === 'followed' ? before : null);
  if (next.revoked.length > MAX_REVOKED || next.denied.length > MAX_DENIED) return refused('list.too-many');
  return { at: 'accepted', changed: true, state: next, list };
}

/**
 * A stored list. Its signatures and digest are verified again; those of its statements were verified on receipt, and its own
 * signature covers their bytes. @param referenced the stored statement files that it references @returns null for anything but
 * the exact text that was accepted
 */
export async function reopenList(
  crypto: CryptoPort,
  { keys, digest }: ListState,
  kept: Uint8Array,
  referenced: ReferencedFiles = [],
): Promise<AuditList | null> {
  const envelope = unlessMalformed(() => openEnvelope(kept), null);
  if (envelope === null || toHex(await crypto.digest('sha-256', envelope.payload)) !== digest) return null;
  if (!(await isSignedBy(crypto, envelope, keys.current, keys.threshold))) return null;
  try {
    return await readList(crypto, envelope.payload, 'kept', () => Promise.resolve(referenced));
  } catch (error) {
    // An earlier release accepted it as a list.
    if (error instanceof Malformed) return null;
    throw error;
  }
}
