import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Malformed } from '../verifier/index.ts';
import { readPageLock, scriptSource, type AttestedKey } from '../verifier/protocol/index.ts';
import { AttesterError } from './attester-error.ts';

/** What the pages of the service are held to (docs/PROTOCOL.md section 9). */
export type PageLockOptions = {
  /** The whole text of each script, as it is served: files, inline scripts, import maps. */
  readonly scripts: readonly (string | Uint8Array)[];
  /** `scripts`, `strict`, or either with what it takes back: `strict connect https://api.example.org`. */
  readonly policy?: string;
};

/** The value of `integrity` for a script, and its name in the evidence. */
export function integrityOf(script: string | Uint8Array): string {
  return scriptSource('sha256', createHash('sha256').update(script).digest());
}

/**
 * Keys for the option `keys`: with them the evidence names these scripts, and browsers with Sealmark run no others on the pages
 * of the service. @throws AttesterError for a script that is not plain ASCII (its hash says nothing of the charset that it is
 * read in), and for a policy that no browser would read
 */
export function pageLock({ scripts, policy = 'strict' }: PageLockOptions): readonly AttestedKey[] {
  for (const script of scripts) refuseCharsets(script);
  const hashes = [...new Set(scripts.map(integrityOf))].sort();
  const keys: readonly AttestedKey[] = [
    ...(hashes.length === 0 ? [] : [{ use: 'script-hashes', key: Buffer.from(hashes.join(' ')) } as const]),
    { use: 'page-policy', key: Buffer.from(policy) },
  ];
  const fault = unlessReadable(keys);
  if (fault !== null)
    throw new AttesterError('option', `No browser reads this lock of pages: ${fault}.`, 'See docs/PROTOCOL.md section 9.');
  return keys;
}

/** The texts of all scripts in a folder of a build (`.js`, `.mjs`), in the order of their paths. */
export async function scriptsIn(folder: string): Promise<readonly Uint8Array[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.m?js$/.test(file)).sort();
  return await Promise.all(files.map((file) => readFile(join(folder, file))));
}

function refuseCharsets(script: string | Uint8Array): void {
  const text = typeof script === 'string' ? script : Buffer.from(script).toString('latin1');
  if (/^[\t\n\r\x20-\x7e]*$/.test(text)) return;
  const sentence = 'A script is not plain ASCII: the same bytes read as another charset could be other code.';
  throw new AttesterError('option', sentence, 'Have your bundler write ASCII only (esbuild: charset “ascii”).');
}

/** Why no browser reads these; null when they are read. */
function unlessReadable(keys: readonly AttestedKey[]): string | null {
  try {
    readPageLock({ keysFor: (use) => keys.filter((one) => one.use === use).map(({ key }) => key) });
    return null;
  } catch (error) {
    if (error instanceof Malformed) return error.why;
    throw error;
  }
}
