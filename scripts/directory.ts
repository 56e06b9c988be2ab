/**
 * Signs the site directory of the release: `npm run make:directory -- KEY.pem` reads
 * src/background/discovery/directory/sites.json, checks it as strictly as the extension would, and writes the envelope next to
 * it. KEY.pem is an Ed25519 private key (PKCS #8) that is in no repository; `-- --new-key KEY.pem` creates one and prints the
 * public half for DIRECTORY_KEYS.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, webcrypto, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { preAuthEncoding, type AuditKey } from '../src/verifier/audits/index.ts';
import { toBase64, webCrypto } from '../src/verifier/index.ts';
import { DIRECTORY_PAYLOAD_TYPE, openDirectory } from '../src/background/discovery/directory/open-directory.ts';

const FOLDER = new URL('../src/background/discovery/directory/', import.meta.url);

function newKey(path: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  console.log(textOf(publicKey));
}

/** As DIRECTORY_KEYS writes it: the 32 bytes at the end of the SubjectPublicKeyInfo. */
const textOf = (key: KeyObject): AuditKey =>
  `ed25519:${key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64url')}`;

async function signDirectory(path: string): Promise<void> {
  const key = createPrivateKey(readFileSync(path));
  const payload = new Uint8Array(readFileSync(new URL('sites.json', FOLDER)));
  const sig = sign(null, preAuthEncoding(DIRECTORY_PAYLOAD_TYPE, payload), key).toString('base64');
  const signer = textOf(createPublicKey(key));
  const envelope = { payloadType: DIRECTORY_PAYLOAD_TYPE, payload: toBase64(payload), signatures: [{ keyid: '', sig }] };
  const text = `${JSON.stringify(envelope, null, 2)}\n`;
  const { directory } = await openDirectory(new TextEncoder().encode(text), webCrypto(webcrypto.subtle), [signer]);
  const { version, sites, expires } = directory;
  writeFileSync(new URL('sites.dsse.json', FOLDER), text);
  console.log(`version ${String(version)}, ${String(sites.length)} lines, signed by ${signer}`);
  if (expires === null) console.log('It has no "expires": it is good for a release, and nobody takes it from an address.');
}

const [first, second] = process.argv.slice(2);
if (first === '--new-key' && second !== undefined) newKey(second);
else if (first !== undefined) await signDirectory(first);
else {
  console.error('Which key? npm run make:directory -- KEY.pem');
  process.exitCode = 2;
}
