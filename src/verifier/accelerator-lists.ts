import { toHex, type Hex } from './bytes/hex.ts';
import { fromUtf8, toUtf8 } from './bytes/text.ts';
import type { CryptoPort } from './crypto/port.ts';
import { parseJson } from './encoding/json.ts';
import { JsonObject } from './encoding/json-value.ts';
import { unlessMalformed } from './malformed.ts';

/** Devices' reports that a guest can name by one hash: all that were sent, or one of the lists that were put together. */
export type DeviceList = { readonly bytes: Uint8Array; readonly sha256: Hex };

/**
 * The lists in a section `{ "items": [{ "evidence": LIST }…] }`, each exactly as it was sent: Tinfoil of June 2026 has one of GPUs
 * and one of switches, with a hash each. None for evidence that is one list.
 */
export async function listsIn(section: Uint8Array, crypto: CryptoPort): Promise<readonly DeviceList[]> {
  const texts = unlessMalformed(() => {
    const value = parseJson(fromUtf8(section, 'evidence'), 'evidence');
    if (!(value instanceof JsonObject) || !value.has('items')) return [];
    return value
      .array('items')
      .objects()
      .map((item) => item.source('evidence'));
  }, []);
  return await Promise.all(
    texts.map(async (text) => {
      const bytes = toUtf8(text, 'evidence');
      return { bytes, sha256: toHex(await crypto.digest('sha-256', bytes)) };
    }),
  );
}
