import { guestData } from '../../azure/bound-data.ts';
import { toHex, type Hex } from '../../bytes/hex.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Wrapped } from './envelope.ts';

/** What the guest committed to in this evidence: REPORT_DATA, or what a paravisor holds in its place. Null when there is none. */
export async function boundData({ report, paravisor, quote }: Wrapped, crypto: CryptoPort): Promise<Hex | null> {
  return paravisor === undefined ? toHex(report.reportData) : await guestData(paravisor, quote, crypto);
}
