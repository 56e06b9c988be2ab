import { fromBase64Url, toBase64Url } from '../bytes/base64.ts';
import { toHex, type Hex } from '../bytes/hex.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { readSpki, spkiOfEd25519, spkiOfPoint } from '../crypto/spki.ts';
import { isSmallOrder } from '../crypto/signature-form.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';

/**
 * A public key that signs statements and lists, as text: `ed25519:` and 32 bytes, or `p256:` and x ‖ y (64 bytes), in base64url.
 * Each key has one spelling, so equal keys are equal texts.
 */
export type AuditKey = string;

/** Its parts, in the form that the crypto port takes. */
export type OpenedKey = { readonly algorithm: 'ed25519' | 'ecdsa-p256-sha256'; readonly spki: Uint8Array };

/** Cache of opened keys: every statement of a list is verified under the same few. */
const opened = new Map<AuditKey, OpenedKey>();
const MAX_OPENED = 64;

/** @throws Malformed for another kind of key, or one for which anyone can produce signatures */
export function openKey(key: AuditKey, field: string): OpenedKey {
  const known = opened.get(key);
  if (known !== undefined) return known;
  const found = read(key, field);
  if (opened.size >= MAX_OPENED) opened.clear();
  opened.set(key, found);
  return found;
}

function read(key: AuditKey, field: string): OpenedKey {
  const [kind, text = '', ...more] = key.split(':');
  if (more.length > 0) throw new Malformed(field, 'not a key');
  const bytes = fromBase64Url(text, field);
  if (kind === 'ed25519' && bytes.length === 32 && !isSmallOrder(bytes))
    return { algorithm: 'ed25519', spki: spkiOfEd25519(bytes) };
  if (kind === 'p256' && bytes.length === 64) return { algorithm: 'ecdsa-p256-sha256', spki: spkiOfPoint(bytes) };
  throw new Malformed(field, 'neither an Ed25519 nor a P-256 key');
}

/** Could statements be verified under this text as a key? Never throws. */
export const isAuditKey = (text: string): boolean => unlessMalformed(() => openKey(text, 'key'), null) !== null;

/** SubjectPublicKeyInfo → its text. @throws Malformed for any other algorithm */
export function keyOfSpki(spki: Uint8Array): AuditKey {
  const key = readSpki(spki);
  if (key.kind === 'ed25519') return `ed25519:${toBase64Url(key.key)}`;
  if (key.kind === 'p256') return `p256:${toBase64Url(key.point.slice(1))}`;
  throw new Malformed('key', 'neither an Ed25519 nor a P-256 key');
}

/** SHA-256 of the SubjectPublicKeyInfo, by which people compare keys; pages show it in groups. */
export async function fingerprintOf(crypto: CryptoPort, key: AuditKey): Promise<Hex> {
  return toHex(await crypto.digest('sha-256', openKey(key, 'key').spki));
}
