import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import { ATTESTATION_PATH } from '../../verifier/protocol/index.ts';

/** The path and query of a request; null for a form that names no resource of ours (`*`, another host's address). */
function targetOf({ url = '' }: IncomingMessage): string | null {
  return url.startsWith('/') ? url : null;
}

/**
 * Does the request ask for the document? Checked before anything is built from it, because every request of a site passes here.
 */
export const asksForDocument = (path: string): boolean => path === ATTESTATION_PATH || path.startsWith(`${ATTESTATION_PATH}?`);

/** The request in the web's own type; null for one that is not for us. Its body, if any, is not read. */
export function toRequest(message: IncomingMessage, response: ServerResponse, origin: string): Request | null {
  const target = targetOf(message);
  if (target === null || !asksForDocument(target)) return null;
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) left.abort(new Error('the visitor left'));
  });
  return new Request(`${origin}${target}`, { method: methodOf(message), signal: left.signal });
}

/** `Request` refuses these methods; they get the same answer as every other wrong method. */
function methodOf({ method = 'GET' }: IncomingMessage): string {
  return ['TRACE', 'TRACK', 'CONNECT'].includes(method.toUpperCase()) ? 'POST' : method;
}

/** Sends a response of the web's own type. */
export async function sendTo(response: ServerResponse, answer: Response): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    response.setHeader(name, value);
  });
  if (answer.status !== 204) response.setHeader('content-length', body.length);
  if (response.req.method === 'HEAD') response.removeHeader('content-length');
  response.end(body);
}

/** Adds the announcement to pages when their headers are written: only then is it known that they are pages. */
export function announceOn(response: ServerResponse, link: string): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number, ...words: readonly unknown[]): ServerResponse => {
    const [reason, headers] = typeof words[0] === 'string' ? [words[0], words[1]] : [undefined, words[0]];
    for (const [name, values] of headersIn(headers)) response.setHeader(name, values);
    if (isPage(response.getHeader('content-type'))) response.appendHeader('link', link);
    return reason === undefined ? writeHead(status) : writeHead(status, reason);
  };
}

/** Is this the media type of a page? */
export const isPage = (type: unknown): boolean => typeof type === 'string' && /^text\/html\b/i.test(type);

/**
 * Headers in any form that `writeHead` accepts: an object, pairs, or alternating names and values. Those with the same name are
 * grouped.
 */
function headersIn(headers: unknown): ReadonlyMap<string, string | string[]> {
  const list = Array.isArray(headers) ? (headers as readonly unknown[]) : [];
  const pairs = Array.isArray(list[0]) ? (list as readonly (readonly unknown[])[]) : inTwos(list);
  const found = Array.isArray(headers) ? pairs : Object.entries(headers ?? {});
  const grouped = new Map<string, string | string[]>();
  for (const [name, value] of found as readonly (readonly [string, OutgoingHttpHeader])[]) {
    const key = name.toLowerCase();
    const before = grouped.get(key);
    const values = [...(before === undefined ? [] : [before].flat()), ...[value].flat().map(String)];
    grouped.set(key, values.length === 1 ? (values[0] ?? '') : values);
  }
  return grouped;
}

const inTwos = (list: readonly unknown[]): readonly (readonly unknown[])[] =>
  Array.from({ length: Math.floor(list.length / 2) }, (_, index) => [list[2 * index], list[2 * index + 1]]);
