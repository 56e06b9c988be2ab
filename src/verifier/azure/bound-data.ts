import { equalBytes } from '../bytes/equal.ts';
import { toHex, type Hex } from '../bytes/hex.ts';
import { isZero, Reader } from '../bytes/reader.ts';
import type { CryptoPort } from '../crypto/port.ts';
import type { Paravisor } from './hcl.ts';
import type { TpmQuote } from './tpm-quote.ts';

/**
 * What the guest behind a paravisor committed to, as the slot that contains the binding digest.
 *
 * - Without a TPM quote: `user-data` of the runtime data.
 * - With one: the quote's `extraData`, because only the quote ties a value to the registers that identify the code. `user-data`
 * alone could have been set under another operating system booted earlier on the same machine. A binding digest of 64 bytes is
 * too long for that TPM's extraData, so it is in `user-data` and its SHA-256 in `extraData`; otherwise the value is `extraData`
 * itself.
 *
 * @returns null if there is no such value.
 */
export async function guestData({ userData }: Paravisor, quote: TpmQuote | undefined, crypto: CryptoPort): Promise<Hex | null> {
  if (quote === undefined) return userData === undefined ? null : toHex(userData);
  if (userData !== undefined && equalBytes(quote.extraData, await crypto.digest('sha-256', userData))) return toHex(userData);
  return toHex(quote.extraData);
}

/** Is the processor's report data the digest of the runtime data, and nothing else? */
export async function isOfReport({ runtimeData }: Paravisor, reportData: Uint8Array, crypto: CryptoPort): Promise<boolean> {
  const reader = new Reader(reportData, 'report data');
  const digest = await crypto.digest('sha-256', runtimeData);
  return equalBytes(reader.bytes('digest', 32), digest) && isZero(reader.rest('rest'));
}
