import { fromBase64Url, toBase64Url } from '../bytes/base64.ts';
import { fromAscii, toAscii } from '../bytes/text.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { writeJson } from '../encoding/json-writer.ts';
import { Malformed } from '../malformed.ts';
import type { Binding } from './binding.ts';
import type { AttestedKey, KeyUse } from './commitment.ts';

const MAX_BINDING_BYTES = 64 * 1024;
/** More keys than any load balancer has nodes behind one name. */
const MAX_KEYS = 64;

/** The member in which a key of each use is written: in base64url, except for `text`, which is plain ASCII. */
const KEY_MEMBER = {
  tls: 'spki',
  'http-signature': 'spki',
  challenge: 'spki',
  registry: 'key',
  accelerators: 'sha256',
  'script-hashes': 'text',
  script: 'spki',
  'page-policy': 'text',
} as const satisfies Readonly<Record<KeyUse, string>>;

const isUse = (text: string): text is KeyUse => Object.hasOwn(KEY_MEMBER, text);

/**
 * The binding as stated by the site (docs/PROTOCOL.md section 3); a hint until its digest is found in the evidence. @throws
 * Malformed
 */
export function readBinding(bytes: Uint8Array): Binding {
  const binding = parseJsonObject(bytes, 'binding', MAX_BINDING_BYTES);
  if (binding.string('layout') !== 'sealmark-1') throw new Malformed('binding.layout', 'unknown layout');
  const nonce = fromBase64Url(binding.string('nonce'), 'binding.nonce');
  if (nonce.length !== 0 && nonce.length !== 32) throw new Malformed('binding.nonce', 'neither 0 nor 32 bytes');
  const keys = binding.array('keys').objects();
  if (keys.length > MAX_KEYS) throw new Malformed('binding.keys', 'too many keys');
  return { layout: 'sealmark-1', origin: binding.string('origin'), nonce, keys: keys.map(readKey) };
}

function readKey(key: JsonObject): AttestedKey {
  const use = key.string('use');
  if (!isUse(use)) throw new Malformed(`${key.path}.use`, 'unknown use');
  const name = KEY_MEMBER[use];
  const path = `${key.path}.${name}`;
  const text = key.string(name);
  if (name === 'text') return { use, key: toAscii(text, path) };
  const bytes = fromBase64Url(text, path);
  if (name !== 'spki' && bytes.length !== 32) throw new Malformed(path, 'not 32 bytes');
  return { use, key: bytes };
}

/** The binding as it appears in the document. */
export function writeBinding({ layout, origin, nonce, keys }: Binding): Uint8Array {
  const json = {
    layout,
    origin,
    nonce: toBase64Url(nonce),
    keys: keys.map(({ use, key }) => {
      const name = KEY_MEMBER[use];
      return { use, [name]: name === 'text' ? fromAscii(key, 'binding.keys.text') : toBase64Url(key) };
    }),
  };
  return writeJson(json);
}
