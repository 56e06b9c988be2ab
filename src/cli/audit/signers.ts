import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { isAuditKey, type AuditKey } from '../../verifier/audits/index.ts';
import { keyOfSpki } from '../../verifier/audits/audit-key.ts';
import { fromBase64, toAscii } from '../../verifier/index.ts';
import { readCapped } from '../files.ts';
import { RequestError } from '../request-error.ts';

/** A signer: the public key, and a function that signs bytes (Ed25519, or ECDSA P-256 as r ‖ s). */
export type Signer = { readonly key: AuditKey; sign(message: Uint8Array): Uint8Array };

/** How a key is named on the command line. */
export const KEY_USAGE = `A key is one of
  file:PATH        a private key in PEM (PKCS #8, Ed25519 or P-256)
  env:NAME         the same, in an environment variable
  command:PROGRAM  a program that holds it: \`PROGRAM public-key\` prints the key as this command does,
                   \`PROGRAM sign\` reads bytes and prints their signature in base64
Private keys are never printed, and written only by \`audit key --new\`.`;

/** Milliseconds that a program may take, because a person may have to touch a device. */
const SIGN_TIMEOUT_MS = 120_000;

/** @throws RequestError for anything but a key of a supported kind */
export async function openSigner(where: string): Promise<Signer> {
  const at = where.indexOf(':');
  const [kind, rest] = [where.slice(0, at), where.slice(at + 1)];
  if (kind === 'file') return signerOf(new TextDecoder().decode(await readCapped(rest)), where);
  if (kind === 'env') return signerOf(process.env[rest] ?? '', where);
  if (kind === 'command') return programSigner(rest);
  throw new RequestError('bad-request', `--key ${where}: not a key\n${KEY_USAGE}`);
}

function signerOf(pem: string, where: string): Signer {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Node's message may contain parts of the key.
    throw new RequestError('bad-request', `--key ${where}: no private key in PEM`);
  }
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256 && key.asymmetricKeyType !== 'ed25519')
    throw new RequestError('bad-request', `--key ${where}: neither an Ed25519 nor a P-256 key`);
  return {
    key: keyOfSpki(new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))),
    sign: (message) =>
      new Uint8Array(isP256 ? sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }) : sign(null, message, key)),
  };
}

function programSigner(program: string): Signer {
  const run = (word: string, input: Uint8Array): string => {
    try {
      return execFileSync(program, [word], { input, timeout: SIGN_TIMEOUT_MS, stdio: ['pipe', 'pipe', 'inherit'] })
        .toString('latin1')
        .trim();
    } catch {
      throw new RequestError('bad-request', `--key command:${program}: ${word} failed`);
    }
  };
  const key = run('public-key', toAscii('', 'input'));
  if (!isAuditKey(key)) throw new RequestError('bad-request', `--key command:${program}: public-key printed no key`);
  return { key, sign: (message) => fromBase64(run('sign', message), 'signature') };
}

/** Writes a new Ed25519 key that only its owner can read. @throws RequestError if the file exists */
export async function writeNewKey(path: string): Promise<Signer> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    await writeFile(path, pem, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new RequestError('file-unreadable', error instanceof Error ? error.message : path);
  }
  return signerOf(pem, path);
}
