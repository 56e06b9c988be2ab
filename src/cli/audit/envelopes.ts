import { webcrypto } from 'node:crypto';
import { preAuthEncoding, readEnvelope, signersOf, type Envelope } from '../../verifier/audits/dsse.ts';
import { ENVELOPE_LIMITS } from '../../verifier/audits/plain-text.ts';
import { Malformed, parseJsonObject, toBase64, webCrypto } from '../../verifier/index.ts';
import { AuditRefused } from './refused.ts';
import type { Signer } from './signers.ts';

/** The platform's cryptography, as browsers verify with. */
export const port = webCrypto(webcrypto.subtle);

/** An envelope as stored in a file. */
export type EnvelopeJson = {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** Signs, and checks that the result is a signature by the promised key. @throws AuditRefused */
export async function seal(payloadType: string, payload: Uint8Array, signers: readonly Signer[]): Promise<EnvelopeJson> {
  const message = preAuthEncoding(payloadType, payload);
  const made = signers.map((signer) => ({ key: signer.key, signature: signer.sign(message) }));
  const envelope = { payloadType, payload, signatures: made.map(({ key, signature }) => ({ keyId: key, signature })) };
  const signed = await signersOf(
    port,
    envelope,
    signers.map(({ key }) => key),
  );
  if (signed.length !== signers.length) throw new AuditRefused('signature', 'a signer’s signature does not verify under its key');
  return {
    payloadType,
    payload: toBase64(payload),
    signatures: made.map(({ key, signature }) => ({ keyid: key, sig: toBase64(signature) })),
  };
}

/** Reads an envelope from a file. @throws AuditRefused */
export function openEnvelopeFile(bytes: Uint8Array, name: string): Envelope {
  try {
    return readEnvelope(parseJsonObject(bytes, name, MAX_FILE_BYTES, ENVELOPE_LIMITS));
  } catch (error) {
    if (error instanceof Malformed) throw new AuditRefused('malformed', error.message);
    throw error;
  }
}

/** Reads a statement or list, or explains the refusal. @throws AuditRefused */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new AuditRefused('malformed', error.message);
    throw error;
  }
}
