import { fromBase64 } from '../bytes/base64.ts';
import { fromUtf8, toAscii } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { parseJson } from '../encoding/json.ts';
import { JsonArray } from '../encoding/json-value.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { refused, type Refused } from './fault.ts';

/** The recorded list has 70 kB and 134 entries after a year and a half. */
export const MAX_PCR_HISTORY_BYTES = 512 * 1024;
const MAX_ENTRIES = 1024;

/** Values of PCR0, in hexadecimal, that the key's holder says are its own images, in the list's order. */
export type PcrHistory = { readonly holds: true; readonly pcr0: readonly string[] };

/** Is this such a list? Every other proof is an object or not JSON. */
export function looksLikePcrHistory(bytes: Uint8Array): boolean {
  const text = unlessMalformed(() => fromUtf8(bytes, 'history'), '');
  return /^\s*\[\s*\{\s*"PCR/.test(text);
}

/**
 * OpenSecret's list of its released images for Nitro enclaves (its production history of PCRs, as its SDK reads it): each entry's
 * `signature`, ECDSA over P-384 with SHA-384 as r ‖ s in base64, covers only the hexadecimal text of its `PCR0`. PCR1, PCR2 and
 * the timestamp are unsigned and not returned. One entry that does not hold invalidates the list, because someone has changed it.
 * @param key SubjectPublicKeyInfo, from someone the reader trusts and never from the list's own source
 */
export async function verifyPcrHistory(bytes: Uint8Array, key: Uint8Array, crypto: CryptoPort): Promise<PcrHistory | Refused> {
  try {
    const entries = readHistory(bytes);
    for (const { pcr0, signature } of entries)
      if (!(await crypto.verifySignature('ecdsa-p384-sha384', key, signature, toAscii(pcr0, 'PCR0'))))
        return refused('signature');
    return { holds: true, pcr0: entries.map(({ pcr0 }) => pcr0) };
  } catch (error) {
    if (error instanceof Malformed) return refused('malformed');
    throw error;
  }
}

/**
 * Does such a list name this PCR0, under a signature of the key that holds? Only that entry is verified: for a list that was
 * verified as a whole when it was received. @param pcr0 lowercase hexadecimal
 */
export async function signedPcr0(bytes: Uint8Array, pcr0: string, key: Uint8Array, crypto: CryptoPort): Promise<boolean> {
  const entry = unlessMalformed(() => readHistory(bytes), []).find((one) => one.pcr0 === pcr0);
  return entry !== undefined && (await crypto.verifySignature('ecdsa-p384-sha384', key, entry.signature, toAscii(pcr0, 'PCR0')));
}

type SignedPcr0 = { readonly pcr0: string; readonly signature: Uint8Array };

function readHistory(bytes: Uint8Array): readonly SignedPcr0[] {
  if (bytes.length > MAX_PCR_HISTORY_BYTES) throw new Malformed('history', 'too long');
  const history = parseJson(fromUtf8(bytes, 'history'), 'history');
  if (!(history instanceof JsonArray)) throw new Malformed('history', 'not a list');
  const entries = history.objects();
  if (entries.length === 0 || entries.length > MAX_ENTRIES) throw new Malformed('history', 'no entry, or too many');
  return entries.map((entry) => {
    const pcr0 = entry.string('PCR0');
    // The signature covers the text, so only one spelling of it is signed. Zeros are what every image has in debug mode.
    if (!/^[0-9a-f]{96}$/.test(pcr0) || /^0+$/.test(pcr0)) throw new Malformed(`${entry.path}.PCR0`, 'not a measurement');
    return { pcr0, signature: fromBase64(entry.string('signature'), `${entry.path}.signature`) };
  });
}
