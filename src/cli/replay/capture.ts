import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBase64, fromHex, JsonArray, JsonObject, parseJsonObject, parseRfc3339, type Instant } from '../../verifier/index.ts';
import type { AdapterReply, ConnectionEnd } from '../../verifier/protocol/index.ts';
import { readCapped } from '../files.ts';
import { RequestError } from '../request-error.ts';

/** The largest description of one response, in bytes: headers may carry certificate chains. */
const MAX_DESCRIPTION_BYTES = 256 * 1024;
/** More responses than any recording has. */
const MAX_RESPONSES = 1000;

/** One exchange as it was recorded. */
export type Response = {
  readonly url: URL;
  readonly reply: AdapterReply;
  /** Null where the connection's end was not recorded. */
  readonly connection: ConnectionEnd | null;
  /** @param name in lower case @returns the first value, null without one */
  header(name: string): string | null;
};

/** A folder with the responses of a service and of manufacturers (docs/sites/README.md, "Recordings"). */
export type Capture = {
  /** The 32 bytes of the requests' nonce. */
  readonly nonce: Uint8Array;
  readonly capturedAt: Instant;
  /** In the order in which they came. */
  readonly responses: readonly Response[];
};

/** @throws RequestError or Malformed for anything but a recording */
export async function readCapture(folder: string): Promise<Capture> {
  const manifest = await description(join(folder, 'manifest.json'));
  const names = (await readdir(join(folder, 'responses'))).filter((name) => name.endsWith('.json')).toSorted();
  if (names.length > MAX_RESPONSES)
    throw new RequestError('bad-request', `${folder} has more than ${String(MAX_RESPONSES)} answers`);
  const nonce = fromHex(manifest.string('nonce_hex'), 'manifest.nonce_hex');
  if (nonce.length !== 32) throw new RequestError('bad-request', 'the nonce of a recording has 32 bytes');
  return {
    nonce,
    capturedAt: parseRfc3339(manifest.string('captured_at'), 'manifest.captured_at'),
    responses: await Promise.all(names.map((name) => readResponse(join(folder, 'responses', name)))),
  };
}

const description = async (file: string): Promise<JsonObject> =>
  parseJsonObject(await readCapped(file), file, MAX_DESCRIPTION_BYTES);

async function readResponse(file: string): Promise<Response> {
  const [about, bytes] = await Promise.all([description(file), readCapped(file.replace(/\.json$/, '.body'))]);
  const header = (name: string): string | null => firstValue(about, name);
  return {
    url: new URL(about.string('url')),
    reply: { status: about.natural('status'), contentType: header('content-type'), bytes },
    connection: connectionOf(about),
    header,
  };
}

/** Recorders write each header's values as a list, some as one text. */
function firstValue(about: JsonObject, name: string): string | null {
  const headers = about.value('headers');
  if (!(headers instanceof JsonObject)) return null;
  const found = headers.names.find((one) => one.toLowerCase() === name);
  const value = found === undefined ? undefined : headers.value(found);
  const first = value instanceof JsonArray ? value.items[0] : value;
  return typeof first === 'string' ? first : null;
}

function connectionOf(about: JsonObject): ConnectionEnd | null {
  const bytes = (name: string): Uint8Array | null => {
    const value = about.value(name) ?? '';
    return typeof value === 'string' && value !== '' ? fromBase64(value, name) : null;
  };
  const spki = bytes('peer_spki_der_base64');
  return spki === null ? null : { spki, certificate: bytes('peer_certificate_der_base64') };
}
