/** One response of a manufacturer's service. */
export type VendorAnswer = { readonly bytes: Uint8Array; readonly header: (name: string) => string | null };

const DEADLINE_MS = 10_000;
/** The largest TCB info seen takes 10 kB, the largest revocation list 4 kB. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** GET, bounded in time and size. @throws Error, with host and status, for any status but 200 */
export async function vendorGet(url: string): Promise<VendorAnswer> {
  const { host } = new URL(url);
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS) });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${host} answered ${String(response.status)}`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`${host} answered more than ${String(MAX_ANSWER_BYTES)} bytes`);
    parts.push(bytes);
  }
  return { bytes: Uint8Array.from(Buffer.concat(parts)), header: (name) => response.headers.get(name) };
}
