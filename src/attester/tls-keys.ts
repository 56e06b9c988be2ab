import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { equalBytes } from '../verifier/index.ts';
import { AttesterError, lineOf } from './attester-error.ts';

/** Where the connection's key is found: in the certificate file that the server uses, or supplied directly. */
export type TlsOption =
  | {
      /** PEM, the leaf first: the file that the web server reads. Several while a certificate is being replaced. */
      readonly certificateFile: string | readonly string[];
      /**
       * PEM of the private key, if it is in a separate file: its mode is checked and that it matches the certificate; it is not
       * kept.
       */
      readonly keyFile?: string;
    }
  | {
      /** SubjectPublicKeyInfo DER, one or several. */
      readonly spki: Uint8Array | readonly Uint8Array[];
    };

/** The keys in use: SubjectPublicKeyInfo DER, the current ones first. */
export type TlsKeys = () => Promise<readonly Uint8Array[]>;

/**
 * How long the previous key is still named, in milliseconds: a server loads a new certificate some time after the file changed,
 * and connections that began under the old one continue.
 */
const KEEP_PREVIOUS_KEY_MS = 60 * 60 * 1000;
/** How many keys are named at once: those in use, and those that they replaced. */
const MAX_KEYS = 8;
const READABLE_BY_EVERYBODY = 0o004;

/**
 * Reads the keys, and again whenever a file has changed. A file that cannot be read in the middle of a renewal changes
 * nothing until it can: the key before it is still in use.
 *
 * @param now milliseconds since 1970
 * @throws AttesterError at once, when no key can be read or a private key is not kept as one
 */
export async function tlsKeys(tls: TlsOption, now: () => number, log: (line: string) => void): Promise<TlsKeys> {
  if ('spki' in tls) {
    const keys = tls.spki instanceof Uint8Array ? [tls.spki] : tls.spki;
    if (keys.length === 0) throw new AttesterError('option', 'tls.spki names no key.', 'Name the key of the connection.');
    return () => Promise.resolve(keys);
  }
  const files = typeof tls.certificateFile === 'string' ? [tls.certificateFile] : tls.certificateFile;
  if (files.length === 0) throw new AttesterError('option', 'tls.certificateFile names no file.', 'Name the certificate in use.');
  const watched = files.map((file) => watchedKey(file, now, log));
  const current = await Promise.all(watched.map((key) => key.first()));
  for (const file of files) await refuseOpenKey(file, current);
  if (tls.keyFile !== undefined && !(await refuseOpenKey(tls.keyFile, current)))
    throw new AttesterError('private-key', `${tls.keyFile} holds no private key.`, 'Name the PEM file of the private key.');
  return async () => {
    const all = (await Promise.all(watched.map((key) => key.now()))).flat();
    const different = all.filter((key, index) => all.findIndex((other) => equalBytes(other, key)) === index);
    return different.slice(0, MAX_KEYS);
  };
}

type WatchedKey = { first(): Promise<Uint8Array>; now(): Promise<readonly Uint8Array[]> };

function watchedKey(file: string, now: () => number, log: (line: string) => void): WatchedKey {
  let seen = '';
  let current: Uint8Array | null = null;
  let previous: { readonly key: Uint8Array; readonly until: number } | null = null;

  const read = async (mark: string): Promise<Uint8Array> => {
    const key = await leafKey(file);
    if (current !== null && !equalBytes(current, key)) previous = { key: current, until: now() + KEEP_PREVIOUS_KEY_MS };
    current = key;
    seen = mark;
    return key;
  };

  return {
    first: async () => read(markOf(file)),
    async now() {
      try {
        const mark = markOf(file);
        if (mark !== seen) await read(mark);
      } catch (error) {
        log(lineOf(error));
      }
      const kept = previous !== null && previous.until > now() ? [previous.key] : [];
      return [...(current === null ? [] : [current]), ...kept];
    },
  };
}

/**
 * What changes with the file: renewals write a new file in its place, or over it. Asked for each visitor, and without another thread,
 * which on a busy machine takes longer to answer than the quote to appraise.
 */
function markOf(file: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    return [ino, size, mtimeMs, ctimeMs].join();
  } catch (error) {
    throw unreadable(file, error);
  }
}

const unreadable = (file: string, error: unknown): AttesterError =>
  new AttesterError(
    'certificate',
    `The certificate ${file} cannot be read.`,
    'Name the PEM file that the web server uses, leaf first.',
    error,
  );

async function leafKey(file: string): Promise<Uint8Array> {
  try {
    const { publicKey } = new X509Certificate(await readFile(file));
    return spkiOf(publicKey);
  } catch (error) {
    throw unreadable(file, error);
  }
}

const spkiOf = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ type: 'spki', format: 'der' }));

/**
 * A key that everyone on the machine can read protects nothing, and one that does not match the certificate answers no
 * connection. HAProxy keeps both in one file, so certificate files are checked, too. @returns whether the file contains a private
 * key at all
 */
async function refuseOpenKey(file: string, current: readonly Uint8Array[]): Promise<boolean> {
  let pem: string;
  let mode: number;
  try {
    pem = await readFile(file, 'utf8');
    mode = (await stat(file)).mode;
  } catch (error) {
    throw new AttesterError(
      'private-key',
      `The private key ${file} cannot be read.`,
      'Name the key file that the web server uses.',
      error,
    );
  }
  const block = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
  if (block === undefined) return false;
  if ((mode & READABLE_BY_EVERYBODY) !== 0)
    throw new AttesterError('private-key', `Everybody on this machine can read the private key in ${file}.`, `chmod 600 ${file}`);
  const spki = publicHalf(block);
  if (spki !== null && !current.some((key) => equalBytes(key, spki)))
    throw new AttesterError(
      'private-key',
      `The private key in ${file} is not the certificate’s.`,
      'Name the key and the certificate of one server.',
    );
  return true;
}

/** Null for a key protected by a password: then only the server can open it. */
function publicHalf(pem: string): Uint8Array | null {
  try {
    return spkiOf(createPublicKey(createPrivateKey(pem)));
  } catch {
    return null;
  }
}
