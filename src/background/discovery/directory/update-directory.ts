import { succession, type AuditKey, type Issue, type ListRefusal } from '../../../verifier/audits/index.ts';
import { Malformed, type CryptoPort, type Instant } from '../../../verifier/index.ts';
import { MAX_ENVELOPE_BYTES, NotSigned, openDirectory, type OpenedDirectory } from './open-directory.ts';

/** The outcome for bytes received as a directory; the codes are those of lists (docs/AUDITS.md, "Errors"). */
export type DirectoryUpdate =
  | { readonly at: 'accepted'; readonly opened: OpenedDirectory }
  /** The one that is already known. */
  | { readonly at: 'same' }
  | { readonly at: 'refused'; readonly code: ListRefusal; readonly detail: string };

/** The versions that a new directory must not fall behind. */
export type KnownDirectory = {
  /** The version in the release: nothing older, and no other content for the same version. */
  readonly shipped: number;
  /** The last one accepted; null if none was. */
  readonly taken: Pick<Issue, 'version' | 'digest'> | null;
};

/**
 * Received bytes → the next directory, or why it was refused: first the signature, under the release's keys, then the same rules
 * as for lists of statements (`succession`). Never throws because of the input. @param now this computer's clock
 */
export async function updateDirectory(
  crypto: CryptoPort,
  keys: readonly AuditKey[],
  known: KnownDirectory,
  received: Uint8Array,
  now: Instant,
): Promise<DirectoryUpdate> {
  if (received.length > MAX_ENVELOPE_BYTES) return refused('list.too-large');
  try {
    const opened = await openDirectory(received, crypto, keys);
    return accepted(opened, known, now);
  } catch (error) {
    if (error instanceof NotSigned) return refused('list.signature');
    if (error instanceof Malformed) return refused('list.malformed', error.message);
    throw error;
  }
}

function accepted(opened: OpenedDirectory, { shipped, taken }: KnownDirectory, now: Instant): DirectoryUpdate {
  const { directory, digest } = opened;
  const { version, issued, expires } = directory;
  if (version < shipped) return refused('list.rollback', `${String(version)} after ${String(shipped)}`);
  // The release's own directory needs no second copy.
  if (version === shipped) return { at: 'same' };
  const follows = succession({ version, issued, digest }, taken, now);
  if (follows.at !== 'later') return follows.at === 'same' ? { at: 'same' } : follows;
  // Otherwise, blocking newer ones would keep this one in use for ever.
  if (expires === null) return refused('list.malformed', 'directory.expires: missing');
  return { at: 'accepted', opened };
}

const refused = (code: ListRefusal, detail = ''): DirectoryUpdate => ({ at: 'refused', code, detail });
