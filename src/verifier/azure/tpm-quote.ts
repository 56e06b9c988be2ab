import { concat, equalBytes } from '../bytes/equal.ts';
import { isZero, Reader } from '../bytes/reader.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { Malformed } from '../malformed.ts';

/** A virtual TPM's statement about its registers, read but not yet verified. */
export type TpmQuote = {
  /** TPMS_ATTEST as received: the signed bytes. */
  readonly message: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  readonly signature: Uint8Array;
  /** `extraData`, chosen by the requester of the quote. */
  readonly extraData: Uint8Array;
  readonly pcrDigest: Uint8Array;
  /** The quoted registers, in order, with the values sent along with the quote. */
  readonly pcrs: readonly { readonly index: number; readonly value: Uint8Array }[];
};

const TPM_GENERATED = 0xff544347;
const TPM_ST_ATTEST_QUOTE = 0x8018;
const TPM_ALG_SHA256 = 0x000b;
const PCR_COUNT = 24;

/**
 * TPM2_Quote's response (TCG "TPM 2.0 Library" part 2, sections 10.12.8 and 10.12.12), big-endian, over registers of the SHA-256
 * bank only. @param values the 24 registers' values, 32 bytes each, as sent along with the quote. @throws Malformed
 */
export function readTpmQuote(message: Uint8Array, signature: Uint8Array, values: readonly Uint8Array[]): TpmQuote {
  if (values.length !== PCR_COUNT || values.some(({ length }) => length !== 32))
    throw new Malformed('TPM quote.pcrs', 'not 24 values of 32 bytes');
  const reader = new Reader(message, 'TPM quote');
  // Only the TPM itself starts a signed structure with this number, so nothing else it signs can pass for a quote.
  if (reader.u32be('magic') !== TPM_GENERATED) throw new Malformed('TPM quote.magic', 'not made by a TPM', 0);
  if (reader.u16be('type') !== TPM_ST_ATTEST_QUOTE) throw new Malformed('TPM quote.type', 'not a quote', 4);
  sized(reader, 'qualifiedSigner');
  const extraData = sized(reader, 'extraData');
  reader.bytes('clockInfo', 17);
  reader.bytes('firmwareVersion', 8);
  const selected = readSelection(reader);
  const pcrDigest = sized(reader, 'pcrDigest');
  reader.end();
  const pcrs = values.flatMap((value, index) => (selected.has(index) ? [{ index, value }] : []));
  return { message, signature, extraData, pcrDigest, pcrs };
}

/** TPM2B: 16-bit length, then the bytes. */
function sized(reader: Reader, field: string): Uint8Array {
  return reader.bytes(field, reader.u16be(`${field} size`));
}

/** TPML_PCR_SELECTION with one bank. */
function readSelection(reader: Reader): ReadonlySet<number> {
  if (reader.u32be('pcrSelect count') !== 1) throw new Malformed('TPM quote.pcrSelect', 'not one bank', reader.offset);
  if (reader.u16be('bank') !== TPM_ALG_SHA256) throw new Malformed('TPM quote.pcrSelect', 'not the SHA-256 bank', reader.offset);
  const bits = reader.nested('bits', reader.u8('sizeofSelect'));
  const word = bits.u8('0') | (bits.u8('8') << 8) | (bits.u8('16') << 16);
  if (!isZero(bits.rest('beyond 24'))) throw new Malformed('TPM quote.pcrSelect', 'more than 24 registers', reader.offset);
  return new Set(Array.from({ length: PCR_COUNT }, (_, index) => index).filter((index) => ((word >> index) & 1) === 1));
}

/** Did this key sign the quote, and are these the register values that it covers? */
export async function quoteHolds(quote: TpmQuote, key: Uint8Array, crypto: CryptoPort): Promise<boolean> {
  const [signed, digest] = await Promise.all([
    crypto.verifySignature('rsa-pkcs1-sha256', key, quote.signature, quote.message),
    crypto.digest('sha-256', concat(...quote.pcrs.map(({ value }) => value))),
  ]);
  return signed && quote.pcrs.length > 0 && equalBytes(digest, quote.pcrDigest);
}
