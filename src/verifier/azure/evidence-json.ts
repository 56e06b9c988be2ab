import { fromBase64Url } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import type { JsonArray, JsonObject } from '../encoding/json-value.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import { readTpmQuote, type TpmQuote } from './tpm-quote.ts';

/** The newest version that the attesters of Confidential Containers write (guest-components, `az_snp_vtpm`, `az_tdx_vtpm`). */
const NEWEST_VERSION = 2;

/** The version, which determines the members; null for the first form, which has none. @throws Malformed and Unsupported */
export function versionOf(json: JsonObject): number | null {
  if (!json.has('version')) return null;
  const version = json.natural('version');
  if (version > NEWEST_VERSION) throw new Unsupported('Azure evidence.version', `version ${String(version)} is not known`);
  if (version < 1) throw new Malformed('Azure evidence.version', 'not 1 or 2');
  return version;
}

/** The attester's serialiser adds padding; others strip it. @throws Malformed */
export function base64Member(json: JsonObject, name: string): Uint8Array {
  return fromBase64Url(json.string(name).replace(/={1,2}$/, ''), `Azure evidence.${name}`);
}

/** Bytes as the first form writes them. @throws Malformed */
export function bytesIn(array: JsonArray): Uint8Array {
  const numbers = array.naturals();
  if (numbers.some((number) => number > 0xff)) throw new Malformed(array.path, 'not bytes');
  return Uint8Array.from(numbers);
}

/** The virtual TPM's quote: hexadecimal strings. @throws Malformed */
export function quoteIn(json: JsonObject): TpmQuote {
  const pcrs = json.array('pcrs').strings();
  return readTpmQuote(
    fromHex(json.string('message'), 'TPM quote.message'),
    fromHex(json.string('signature'), 'TPM quote.signature'),
    pcrs.map((pcr) => fromHex(pcr, 'TPM quote.pcrs')),
  );
}

/** The same in the first form: numbers. @throws Malformed */
export const firstQuoteIn = (json: JsonObject): TpmQuote =>
  readTpmQuote(bytesIn(json.array('message')), bytesIn(json.array('signature')), json.array('pcrs').arrays().map(bytesIn));
