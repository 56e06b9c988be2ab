import { MAX_LIST_BYTES } from '../../verifier/audits/index.ts';
import { get } from '../net/http.ts';

/** Milliseconds for a list, body included. */
const LIST_TIMEOUT_MS = 10_000;

/** What came of asking for a list. */
export type Fetched = { readonly bytes: Uint8Array } | { readonly problem: { readonly code: string; readonly detail: string } };

/**
 * Asks for a list: the same bytes whoever asks and whatever is known (no cookies, no validators, nothing of any site).
 * @param mayAsk the browser lets this origin be asked without telling it who we are
 */
export type FetchList = (url: string) => Promise<Fetched>;

export function fetchList(mayAsk: (origin: string) => Promise<boolean>): FetchList {
  return async (url) => {
    const { origin, host } = new URL(url);
    if (!(await mayAsk(origin))) return { problem: { code: 'list.not-allowed', detail: host } };
    const { signal } = new AbortController();
    const ask = { url, mediaType: null, maxBytes: MAX_LIST_BYTES, deadline: LIST_TIMEOUT_MS, signal, fault: 'vendor' } as const;
    const result = await get(ask);
    return 'reply' in result ? { bytes: result.reply.bytes } : { problem: { code: result.problem.code, detail: host } };
  };
}

/** One address after the other, until one answers. */
export async function fetchFirst(fetchOne: FetchList, urls: readonly string[]): Promise<Fetched> {
  let first: Fetched | null = null;
  for (const url of urls) {
    const fetched = await fetchOne(url);
    if ('bytes' in fetched) return fetched;
    first ??= fetched;
  }
  return first ?? { problem: { code: 'net.unreachable', detail: '' } };
}
