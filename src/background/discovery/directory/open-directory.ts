import { readEnvelope, signersOf, type AuditKey } from '../../../verifier/audits/index.ts';
import { Malformed, parseJsonObject, toHex, type CryptoPort, type Hex } from '../../../verifier/index.ts';
import type { SiteDirectory } from '../../api/site-directory.ts';
import { readDirectory } from './read-directory.ts';

/** DSSE's word for what is signed. */
export const DIRECTORY_PAYLOAD_TYPE = 'application/vnd.sealmark.site-directory.v1+json';
/** Maximum bytes of an envelope: the payload in base64 and a few signatures. */
export const MAX_ENVELOPE_BYTES = 384 * 1024;

/** A directory with a verified signature. */
export type OpenedDirectory = {
  readonly directory: SiteDirectory;
  /** SHA-256 of its payload. */
  readonly digest: Hex;
  readonly signedBy: AuditKey;
};

/** No authorised key signed this directory. */
export class NotSigned extends Malformed {
  constructor() {
    super('envelope.signatures', 'none by a key that may issue it');
    this.name = 'NotSigned';
  }
}

/**
 * Opens a signed site directory: DSSE v1 (Dead Simple Signing Envelope, "Protocol"), verified as received, then read. @param keys
 * one good signature by one of them is enough @throws Malformed if it is not a directory signed by one of the keys
 */
export async function openDirectory(
  envelope: Uint8Array,
  crypto: CryptoPort,
  keys: readonly AuditKey[],
): Promise<OpenedDirectory> {
  const dsse = readEnvelope(parseJsonObject(envelope, 'envelope', MAX_ENVELOPE_BYTES));
  if (dsse.payloadType !== DIRECTORY_PAYLOAD_TYPE) throw new Malformed('envelope.payloadType', 'another type');
  const [signedBy] = await signersOf(crypto, dsse, keys);
  if (signedBy === undefined) throw new NotSigned();
  const digest = toHex(await crypto.digest('sha-256', dsse.payload));
  return { directory: readDirectory(dsse.payload), digest, signedBy };
}
