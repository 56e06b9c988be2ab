import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AttesterError } from '../../attester/index.ts';
import { isInMemory } from '../in-memory.ts';

/** The files of a service's key, as web servers read them. */
export type KeyFolder = {
  readonly key: string;
  readonly certificate: string;
  readonly account: string;
};

const OWNER_ONLY = 0o600;

/** A newly made P-256 key, PKCS #8 PEM. */
export const freshKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * The folder of a key, created for its owner only if missing. @throws AttesterError for one on a disk, unless requested: whoever
 * reads the disk would have the key
 */
export async function keyFolder(folder: string, onDisk: boolean): Promise<KeyFolder> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!onDisk && !(await isInMemory(folder)))
      throw new AttesterError(
        'private-key',
        `${folder} is on a disk: whoever can read the disk would have the key.`,
        'Name a folder in memory (a tmpfs), or add --on-disk for a disk that only this machine can open.',
      );
  } catch (error) {
    if (error instanceof AttesterError) throw error;
    throw new AttesterError('private-key', `${folder} cannot be used.`, 'Name a folder that this user may write.', error);
  }
  return { key: join(folder, 'privkey.pem'), certificate: join(folder, 'fullchain.pem'), account: join(folder, 'account.pem') };
}

/** The account's key; created if missing. Whoever has it can get certificates for the same names. */
export async function accountKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw new AttesterError('option', `The account ${file} cannot be read.`, 'Name a file of this user.', error);
  }
  const key = freshKey();
  await put(file, key, OWNER_ONLY);
  return key;
}

/**
 * Puts a new key and its certificate into place: each atomically, the key first, because servers watch the certificate for
 * changes. Both are written before the first takes its place, so that a full disk leaves the pair that stood. @throws AttesterError
 */
export async function replaceKey(files: KeyFolder, key: string, chain: string): Promise<void> {
  const newKey = await written(files.key, key, OWNER_ONLY);
  try {
    const newCertificate = await written(files.certificate, chain, 0o644);
    await rename(newKey, files.key);
    await rename(newCertificate, files.certificate);
  } catch (error) {
    await rm(newKey, { force: true });
    throw error;
  }
}

async function put(file: string, text: string, mode: number): Promise<void> {
  await rename(await written(file, text, mode), file);
}

/** Writes a file beside the one that it will replace: an existing file would keep its mode. @returns its name */
async function written(file: string, text: string, mode: number): Promise<string> {
  const made = `${file}.${String(process.pid)}.new`;
  try {
    await writeFile(made, text, { mode, flag: 'wx' });
    return made;
  } catch (error) {
    await rm(made, { force: true });
    throw new AttesterError(
      'private-key',
      `${file} could not be written.`,
      'Make room in its folder; nothing was changed.',
      error,
    );
  }
}

/**
 * Until when the current certificate is kept: two thirds of its life. Null if there is none for this host and this key. @returns
 * milliseconds since 1970
 */
export async function renewAt(files: KeyFolder, host: string): Promise<number | null> {
  try {
    const certificate = new X509Certificate(await readFile(files.certificate));
    const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    const own = createPublicKey(createPrivateKey(await readFile(files.key))).export({ type: 'spki', format: 'der' });
    const named = certificate.publicKey.export({ type: 'spki', format: 'der' });
    if (!own.equals(named) || certificate.checkHost(host) === undefined) return null;
    return from + (2 * (until - from)) / 3;
  } catch {
    return null;
  }
}
