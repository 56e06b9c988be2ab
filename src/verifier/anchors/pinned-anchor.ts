import { fromBase64 } from '../bytes/base64.ts';
import type { Anchor } from './anchor.ts';

/**
 * A manufacturer's own certificate, pinned by its bytes. The fingerprint is stated for people who compare it with the published
 * one; anchors.test.ts recomputes it. @param sha256 fingerprint of the DER, lowercase hex
 */
export function anchor(name: string, sha256: string, base64: string): Anchor & { readonly sha256: string } {
  return { name, sha256, certificate: fromBase64(base64, name), test: false };
}
