import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RELEASE, toBase64, toHex } from '../../verifier/index.ts';
import { nonceForms, type Captured } from './capture.ts';
import type { Exchanged } from './exchange.ts';
import { redactedHeaders, redactedUrl } from './redact.ts';

/** In characters; a file's name says whose response it is. */
const MAX_NAME_CHARACTERS = 80;

/**
 * Writes a recording as the folder that `replay` reads (docs/sites/README.md): `manifest.json`, and for each response a
 * description and a body under `responses/`. Bodies are kept byte for byte, because they hold what is signed; an unsuccessful
 * response may contain anything, so its body is left out.
 */
export async function writeCapture(captured: Captured, folder: string): Promise<void> {
  const responses = join(folder, 'responses');
  // Fails where the folder exists: a recording is never written into another.
  await mkdir(folder, { recursive: false });
  await mkdir(responses);
  const { origin, nonce, capturedAt, answers } = captured;
  const manifest = { origin, nonce_hex: toHex(nonce), captured_at: capturedAt, captured_with: `sealmark ${RELEASE}` };
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const own = nonceForms(nonce);
  for (const [at, answer] of answers.entries()) {
    const name = join(responses, `${String(at + 1).padStart(4, '0')}_${nameOf(answer.url)}`);
    await writeFile(`${name}.json`, `${JSON.stringify(described(answer, origin, own), null, 2)}\n`);
    await writeFile(`${name}.body`, isKept(answer, origin) ? answer.body : new Uint8Array());
  }
}

const nameOf = (url: string): string => {
  const { hostname, pathname } = new URL(url);
  return `${hostname}${pathname}`.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, MAX_NAME_CHARACTERS);
};

/** A page for people says nothing about evidence, and may say much about the requester. */
function isKept({ url, status, rawHeaders }: Exchanged, origin: string): boolean {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type');
  const isPage = new URL(url).origin === origin && /^text\/html\b/i.test(rawHeaders[at + 1] ?? '');
  return status === 200 && !isPage;
}

function described({ url, status, rawHeaders, connection }: Exchanged, origin: string, own: readonly string[]): object {
  const [leaf = new Uint8Array()] = connection.certificates;
  return {
    method: 'GET',
    // What was requested from a manufacturer is in the evidence anyway, and says what the answer is about.
    url: new URL(url).origin === origin ? redactedUrl(url, own) : url,
    status,
    headers: redactedHeaders(rawHeaders),
    peer_spki_der_base64: toBase64(connection.spki),
    peer_certificate_der_base64: toBase64(leaf),
    peer_chain_der_base64: connection.certificates.map(toBase64),
    ...(connection.refusedBecause === null ? {} : { peer_refused_because: connection.refusedBecause }),
  };
}
