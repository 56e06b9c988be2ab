import { createHash } from 'node:crypto';
import { Malformed } from '../verifier/index.ts';
import { MAX_SCRIPT_SOURCES, readPageLock, scriptSource, type AttestedKey, type PageLock } from '../verifier/protocol/index.ts';
import { AttesterError } from './attester-error.ts';
import { hasOneReading } from './locked-pages/charset.ts';

/** What the pages of the service are held to (docs/PROTOCOL.md section 9). */
export type PageLockOptions = {
  /** The whole text of each script as served: files, inline scripts, import maps. */
  readonly scripts: readonly (string | Uint8Array)[];
  /** Further sources, each `sha256-…`: inline scripts, whose hash covers the parsed text and thus the charset. */
  readonly named?: readonly string[];
  /** `scripts`, `strict`, or either with relaxations: `strict connect https://api.example.org`. */
  readonly policy?: string;
};

/** The value of `integrity` for a script, and its name in the evidence. */
export function integrityOf(script: string | Uint8Array): string {
  return scriptSource('sha256', createHash('sha256').update(script).digest());
}

/**
 * Keys for the option `keys`: the evidence then names these scripts, and browsers with Sealmark run no others on the service's
 * pages. @throws AttesterError for a script that browsers may read as another charset (`hasOneReading`), for more scripts than evidence
 * names, and for a policy that no browser would read
 */
export function pageLock({ scripts, named = [], policy = 'strict' }: PageLockOptions): readonly AttestedKey[] {
  const hashes = [...new Set([...scripts.map(integrityOf), ...named])].sort();
  if (hashes.length > MAX_SCRIPT_SOURCES)
    throw new AttesterError(
      'too-many-sources',
      `These pages need ${String(hashes.length)} sources, and evidence names at most ${String(MAX_SCRIPT_SOURCES)}: ${String(new Set(named).size)} are of inline scripts.`,
      'Keep data out of inline scripts (pages of Next: sealmark lock FOLDER --data-blocks --write), leave out scripts that no page loads, and have the bundler write fewer chunks.',
    );
  const source: readonly AttestedKey[] =
    hashes.length === 0 ? [] : [{ use: 'script-hashes', key: Buffer.from(hashes.join(' ')) }];
  return readable(scripts, [...source, { use: 'page-policy', key: Buffer.from(policy) }]);
}

/** The same for a key that signs the scripts. @param spki SubjectPublicKeyInfo DER of an Ed25519 key that signs nothing else */
export function keyLock({ scripts, spki, policy }: Required<Omit<PageLockOptions, 'named'>> & { readonly spki: Uint8Array }) {
  return readable(scripts, [
    { use: 'script', key: spki },
    { use: 'page-policy', key: Buffer.from(policy) },
  ]);
}

function readable(scripts: PageLockOptions['scripts'], keys: readonly AttestedKey[]): readonly AttestedKey[] {
  for (const script of scripts) refuseCharsets(script);
  const fault = unlessReadable(keys);
  if (fault !== null)
    throw new AttesterError('option', `No browser reads this lock of pages: ${fault}.`, 'See docs/PROTOCOL.md section 9.');
  return keys;
}

function refuseCharsets(script: string | Uint8Array): void {
  if (hasOneReading(script)) return;
  const sentence = 'A script is neither plain ASCII nor marked as UTF-8: its bytes read as another charset could be other code.';
  throw new AttesterError('option', sentence, 'Let it begin with a byte order mark (sealmark lock --write).');
}

/** The lock given by these keys of a binding. @throws Malformed for unreadable ones, and for keys that lock nothing */
export function readLock(keys: readonly AttestedKey[]): PageLock {
  const lock = readPageLock({ keysFor: (use) => keys.filter((one) => one.use === use).map(({ key }) => key) });
  if (lock === null) throw new Malformed('binding.keys', 'no lock');
  return lock;
}

/** Why no browser reads these; null if browsers do. */
function unlessReadable(keys: readonly AttestedKey[]): string | null {
  try {
    readLock(keys);
    return null;
  } catch (error) {
    if (error instanceof Malformed) return error.why;
    throw error;
  }
}
