import { equalBytes } from '../../bytes/equal.ts';
import { toHex, type Hex } from '../../bytes/hex.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Wrapped } from './envelope.ts';

/**
 * What the guest committed to in this evidence, as the slot that carries the binding digest.
 *
 * - A bare report: REPORT_DATA.
 * - Azure's paravisor without a TPM quote: `user-data` of the runtime data.
 * - With a quote: what the quote's `extraData` says, because only the quote ties a value to the registers that identify
 *   the code. `user-data` alone could have been set under another operating system of the same machine, booted before.
 *   A binding digest of 64 bytes is too long for that TPM's extraData, so it stands in `user-data` and its SHA-256 in
 *   `extraData`; otherwise the value is `extraData` itself.
 * @returns null when there is no such value.
 */
export async function boundData({ report, paravisor, quote }: Wrapped, crypto: CryptoPort): Promise<Hex | null> {
  if (paravisor === undefined) return toHex(report.reportData);
  const { userData } = paravisor;
  if (quote === undefined) return userData === undefined ? null : toHex(userData);
  if (userData !== undefined && equalBytes(quote.extraData, await crypto.digest('sha-256', userData))) return toHex(userData);
  return toHex(quote.extraData);
}
