import { fromBase64 } from '../../bytes/base64.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { fromAscii, fromUtf8 } from '../../bytes/text.ts';
import { parseJsonObject } from '../../encoding/json.ts';
import type { JsonObject } from '../../encoding/json-value.ts';
import { fromPem } from '../../encoding/pem.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { MAX_BUNDLE_BYTES, type LogEntry } from './bundle.ts';

/** What a Rekor entry says was logged: a digest, a signature, and the certificate or key that made it. */
export type Logged = {
  /**
   * What it covers: the DSSE payload alone, or what the signature covers (the file, or the envelope's pre-authentication
   * encoding).
   */
  readonly of: 'payload' | 'signed';
  readonly sha256: Uint8Array;
  readonly signature: Uint8Array;
  /** Certificate or SubjectPublicKeyInfo, DER. */
  readonly verifier: Uint8Array;
};

/** The entry types in bundles, by kind and version, with their readers. */
const READERS: Readonly<Record<string, (spec: JsonObject) => Logged>> = {
  'hashedrekord 0.0.1': readHashedRekord,
  'hashedrekord 0.0.2': readHashedRekordV2,
  'dsse 0.0.1': readDsse,
  'intoto 0.0.2': readIntoto,
};

/** The entry's canonical body → its content. The kind in the bundle must equal the body's own. @throws Malformed */
export function readEntryBody({ kind, version, body }: Pick<LogEntry, 'kind' | 'version' | 'body'>): Logged {
  const entry = parseJsonObject(body, 'entry', MAX_BUNDLE_BYTES);
  if (entry.string('kind') !== kind || entry.string('apiVersion') !== version)
    throw new Malformed('entry.kind', 'not the kind it is said to be');
  const name = `${kind} ${version}`;
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (read === undefined) throw new Unsupported('entry.kind', 'kind of entry not known');
  return read(entry.object('spec'));
}

function readHashedRekord(spec: JsonObject): Logged {
  const signature = spec.object('signature');
  return {
    of: 'signed',
    sha256: hexHash(spec.object('data').object('hash')),
    signature: base64In(signature, 'content'),
    verifier: pemIn(signature.object('publicKey'), 'content'),
  };
}

function readHashedRekordV2(spec: JsonObject): Logged {
  const record = spec.object('hashedRekordV002');
  const data = record.object('data');
  if (data.string('algorithm') !== 'SHA2_256') throw new Malformed(`${data.path}.algorithm`, 'not SHA2_256');
  const signature = record.object('signature');
  const verifier = signature.object('verifier');
  const ways = ['x509Certificate', 'publicKey'].filter((way) => verifier.has(way));
  if (ways.length !== 1) throw new Malformed(verifier.path, 'not one kind of verifier');
  return {
    of: 'signed',
    sha256: base64In(data, 'digest'),
    signature: base64In(signature, 'content'),
    verifier: base64In(verifier.object(ways[0] ?? ''), 'rawBytes'),
  };
}

function readDsse(spec: JsonObject): Logged {
  const signature = onlyOne(spec);
  return {
    of: 'payload',
    sha256: hexHash(spec.object('payloadHash')),
    signature: base64In(signature, 'signature'),
    verifier: pemIn(signature, 'verifier'),
  };
}

function readIntoto(spec: JsonObject): Logged {
  const content = spec.object('content');
  const signature = onlyOne(content.object('envelope'));
  return {
    of: 'payload',
    sha256: hexHash(content.object('payloadHash')),
    // The envelope's own base64 was encoded once more.
    signature: fromBase64(fromAscii(base64In(signature, 'sig'), 'sig'), 'sig'),
    verifier: pemIn(signature, 'publicKey'),
  };
}

function onlyOne(object: JsonObject): JsonObject {
  const [signature, ...more] = object.array('signatures').objects();
  if (signature === undefined || more.length > 0) throw new Malformed(object.path, 'not one signature');
  return signature;
}

function hexHash(hash: JsonObject): Uint8Array {
  if (hash.string('algorithm') !== 'sha256') throw new Malformed(`${hash.path}.algorithm`, 'not sha256');
  return fromHex(hash.string('value'), `${hash.path}.value`);
}

const base64In = (object: JsonObject, name: string): Uint8Array => fromBase64(object.string(name), `${object.path}.${name}`);

/** Base64 of one PEM block, a certificate or a public key. */
function pemIn(object: JsonObject, name: string): Uint8Array {
  const bytes = base64In(object, name);
  const label = fromUtf8(bytes, name).startsWith('-----BEGIN CERTIFICATE') ? 'CERTIFICATE' : 'PUBLIC KEY';
  const [block, ...more] = fromPem(bytes, label, `${object.path}.${name}`);
  if (block === undefined || more.length > 0) throw new Malformed(`${object.path}.${name}`, 'not one block');
  return block;
}

/** Does the entry log exactly this signature, over exactly this, by exactly this signer? */
export const isLogged = (logged: Logged, sha256: Uint8Array, signature: Uint8Array, verifier: Uint8Array): boolean =>
  equalBytes(logged.sha256, sha256) && equalBytes(logged.signature, signature) && equalBytes(logged.verifier, verifier);
