import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromBase64 } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import type { AdapterReply, Asked } from '../protocol/adapter.ts';

const ROOT = resolve('../shared/recordings/sites');

/** A service's answer to one request, and the connection endpoint that it came from. */
export type RecordedSite = { readonly asked: Asked; readonly reply: AdapterReply; readonly capturedAt: string };

type Response = {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly peer_spki_der_base64?: string;
};

/**
 * The recorded captures of one service, each with its first answer whose path contains `path`. Empty if there are no recordings;
 * the test then prints what it skips, and passes.
 */
export function recordedSites(service: string, path: string): readonly (readonly [string, RecordedSite])[] {
  const folder = join(ROOT, service);
  if (!existsSync(folder)) {
    console.log(`skipped: no recorded ${service}`);
    return [];
  }
  const captures = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return captures.map(({ name }) => [name, readCapture(join(folder, name), path)] as const);
}

function readCapture(folder: string, path: string): RecordedSite {
  const json = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const manifest = json('manifest.json') as { readonly nonce_hex: string; readonly captured_at: string };
  const files = readdirSync(join(folder, 'responses'))
    .filter((file) => file.endsWith('.json'))
    .toSorted();
  const found = files
    .map((file) => ({ file, response: json(`responses/${file}`) as Response }))
    .find(({ response }) => new URL(response.url).pathname.includes(path));
  if (found === undefined) throw new Error(`no answer from ${path} in ${folder}`);
  const { file, response } = found;
  const spki = response.peer_spki_der_base64;
  return {
    asked: {
      origin: new URL(response.url).origin,
      nonce: fromHex(manifest.nonce_hex, 'nonce'),
      connection: spki === undefined ? null : { spki: fromBase64(spki, 'spki'), certificate: null },
    },
    reply: {
      status: response.status,
      contentType: response.headers['Content-Type']?.[0] ?? null,
      bytes: new Uint8Array(readFileSync(join(folder, 'responses', file.replace(/json$/, 'body')))),
    },
    capturedAt: manifest.captured_at,
  };
}

/** A recorded file that is not a capture; null, and reported, if there are no recordings. */
export function recordedSiteFile(path: string): Uint8Array | null {
  const file = join(ROOT, path);
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  console.log(`skipped: no recorded ${path}`);
  return null;
}
