import {
  fromBase64Url,
  Malformed,
  parseJsonObject,
  type AttestedKey,
  type Binding,
  type JsonObject,
  type KeyUse,
} from '../index.ts';

const MAX_BINDING_BYTES = 64 * 1024;
/** More keys than any load balancer has nodes that show one name. */
const MAX_KEYS = 64;
const USES: readonly KeyUse[] = ['tls', 'http-signature', 'challenge', 'registry', 'accelerators'];

/** The binding as the site says it (docs/PROTOCOL.md section 3); a hint until its digest stands in the evidence. @throws Malformed */
export function parseBinding(bytes: Uint8Array): Binding {
  const binding = parseJsonObject(bytes, 'binding', MAX_BINDING_BYTES);
  if (binding.string('layout') !== 'sealmark-1') throw new Malformed('binding.layout', 'unknown layout');
  const nonce = fromBase64Url(binding.string('nonce'), 'binding.nonce');
  if (nonce.length !== 0 && nonce.length !== 32) throw new Malformed('binding.nonce', 'neither 0 nor 32 bytes');
  const keys = binding.array('keys').objects();
  if (keys.length > MAX_KEYS) throw new Malformed('binding.keys', 'too many keys');
  return { origin: binding.string('origin'), nonce, keys: keys.map(parseKey) };
}

function parseKey(key: JsonObject): AttestedKey {
  const use = USES.find((one) => one === key.string('use'));
  if (use === undefined) throw new Malformed(`${key.path}.use`, 'unknown use');
  const name = use === 'registry' ? 'key' : use === 'accelerators' ? 'sha256' : 'spki';
  const bytes = fromBase64Url(key.string(name), `${key.path}.${name}`);
  if (name !== 'spki' && bytes.length !== 32) throw new Malformed(`${key.path}.${name}`, 'not 32 bytes');
  return { use, key: bytes };
}
