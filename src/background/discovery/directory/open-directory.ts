import { concat, fromBase64, Malformed, parseJsonObject, type CryptoPort } from '../../../verifier/index.ts';
import type { SiteDirectory } from './directory.ts';
import { readDirectory } from './read-directory.ts';

/** DSSE's word for what is signed. */
export const DIRECTORY_PAYLOAD_TYPE = 'application/vnd.sealmark.site-directory.v1+json';
/** Bytes of an envelope: the payload in base64 and a few signatures. */
const MAX_ENVELOPE_BYTES = 384 * 1024;
const MAX_SIGNATURES = 8;

/**
 * Who may issue a site directory: SubjectPublicKeyInfo (DER, base64) of an Ed25519 key whose private half stands in no
 * repository (docs/sites/README.md says how a directory is made and signed).
 */
export const DIRECTORY_KEYS: readonly string[] = ['MCowBQYDK2VwAyEAxMuD4tNB8c0/n4nVfHbOwpFRNd2L7fV/xRkMGjpsGQI='];

/**
 * A signed site directory: DSSE v1 (Dead Simple Signing Envelope, "Protocol"), verified as received, then read.
 * @param keys SubjectPublicKeyInfo, base64; one good signature by one of them is enough
 * @throws Malformed for anything that is no directory signed by one of the keys
 */
export async function openDirectory(
  envelope: Uint8Array,
  crypto: CryptoPort,
  keys: readonly string[] = DIRECTORY_KEYS,
): Promise<SiteDirectory> {
  const dsse = parseJsonObject(envelope, 'envelope', MAX_ENVELOPE_BYTES);
  if (dsse.string('payloadType') !== DIRECTORY_PAYLOAD_TYPE) throw new Malformed('envelope.payloadType', 'another type');
  const payload = fromBase64(dsse.string('payload'), 'envelope.payload');
  const signatures = dsse.array('signatures').objects();
  if (signatures.length > MAX_SIGNATURES) throw new Malformed('envelope.signatures', 'too many');
  const message = preAuthenticationEncoding(DIRECTORY_PAYLOAD_TYPE, payload);
  for (const one of signatures) {
    const signature = fromBase64(one.string('sig'), 'envelope.signatures.sig');
    for (const key of keys)
      if (await crypto.verifySignature('ed25519', fromBase64(key, 'key'), signature, message)) return readDirectory(payload);
  }
  throw new Malformed('envelope.signatures', 'none by a key that may issue it');
}

/** What DSSE signs: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body. */
export function preAuthenticationEncoding(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  return concat(text.encode(`DSSEv1 ${String(type.length)} ${type} ${String(body.length)} `), body);
}
