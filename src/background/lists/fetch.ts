import { MAX_LIST_BYTES, type BringReferenced, type Reference } from '../../verifier/audits/index.ts';
import { get } from '../net/http.ts';

/** Milliseconds for a list, or for a statement that it names, body included. */
const LIST_TIMEOUT_MS = 10_000;
/** Statements requested at a time. */
const AT_ONCE = 8;

/** The outcome of requesting a list. */
export type Fetched = { readonly bytes: Uint8Array } | { readonly problem: { readonly code: string; readonly detail: string } };

/**
 * Requests a list: the same request from every user whatever is known (no cookies, no validators, nothing about any site). @param
 * maxBytes maximum bytes of the answer; left out: the longest list
 */
export type FetchList = (url: string, maxBytes?: number) => Promise<Fetched>;

/** @param mayAsk the browser allows a request to this origin that does not identify the user */
export function fetchList(mayAsk: (origin: string) => Promise<boolean>): FetchList {
  return async (url, maxBytes = MAX_LIST_BYTES) => {
    const { origin, host } = new URL(url);
    if (!(await mayAsk(origin))) return { problem: { code: 'list.not-allowed', detail: host } };
    const { signal } = new AbortController();
    const ask = { url, mediaType: null, maxBytes, deadline: LIST_TIMEOUT_MS, signal, fault: 'vendor' } as const;
    const result = await get(ask);
    return 'reply' in result ? { bytes: result.reply.bytes } : { problem: { code: result.problem.code, detail: host } };
  };
}

/** Tries one address after the other until one answers. */
export async function fetchFirst(fetchOne: FetchList, urls: readonly string[]): Promise<Fetched> {
  let first: Fetched | null = null;
  for (const url of urls) {
    const fetched = await fetchOne(url);
    if ('bytes' in fetched) return fetched;
    first ??= fetched;
  }
  return first ?? { problem: { code: 'net.unreachable', detail: '' } };
}

/**
 * Requests the statements that a list names: only from the server that gave the list, or its signer could make every reader
 * contact a host of their choice; and all of them every time, or the requests would reveal what the reader already has. @param
 * address where the list came from @param brought receives what arrived, for storing
 */
export function bringFrom(fetchOne: FetchList, address: string, brought: Brought): BringReferenced {
  const { origin } = new URL(address);
  const bring = async ({ uri, bytes }: Reference): Promise<Uint8Array | null> => {
    if (new URL(uri).origin !== origin) return null;
    const fetched = await fetchOne(uri, bytes);
    return 'bytes' in fetched ? fetched.bytes : null;
  };
  return async (references) => {
    const files: (Uint8Array | null)[] = [];
    for (let first = 0; first < references.length; first += AT_ONCE)
      files.push(...(await Promise.all(references.slice(first, first + AT_ONCE).map(bring))));
    brought.files = files;
    return files;
  };
}

/** The files of the statements that a list names, as received. */
export type Brought = { files: readonly (Uint8Array | null)[] };
