import { lengthPrefixed } from '../bytes/length-prefixed.ts';
import { toAscii } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';

/**
 * What an attested `challenge` key signs when a quote per visitor costs too much (docs/PROTOCOL.md section 4):
 * LP("sealmark-challenge-1") ‖ LP(origin) ‖ LP(nonce) ‖ LP(SHA-256(evidence)).
 */
export async function challengeMessage(
  crypto: CryptoPort,
  origin: string,
  nonce: Uint8Array,
  evidence: Uint8Array,
): Promise<Uint8Array> {
  const digest = await crypto.digest('sha-256', evidence);
  return lengthPrefixed(toAscii('sealmark-challenge-1', 'label'), toAscii(origin, 'origin'), nonce, digest);
}
