import { toBase64Url } from '../bytes/base64.ts';

/** The only path at which a site may serve its attestation (docs/PROTOCOL.md section 1). */
export const ATTESTATION_PATH = '/.well-known/attestation';

/** The address of this origin's attestation for this nonce. The page cannot influence the path. */
export function attestationUrl(origin: string, nonce: Uint8Array): string {
  return `${origin}${ATTESTATION_PATH}?nonce=${toBase64Url(nonce)}`;
}
