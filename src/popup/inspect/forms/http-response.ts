import type { Inner } from './piece.ts';
import { bytesOf } from './text.ts';

/** Longer heads do not belong to a response; in bytes. */
const MAX_HEAD_BYTES = 64 * 1024;
/** Interim responses and redirects that `curl -i -L` prints before the last one. */
const MAX_HEADS = 10;
/** A header this long may contain evidence or a chain of certificates. */
const MIN_VALUE_CHARACTERS = 256;

const isHead = (bytes: Uint8Array): boolean => /^HTTP\/[0-9.]{1,3} [1-5][0-9]{2}/.test(latin1(bytes.slice(0, 16)));
const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** Does this begin with the head of an HTTP response? */
export const isHttpResponse = isHead;

/**
 * A response with its head, as `curl -i` prints it: its body, what Intel's attestation service put into headers, and long
 * headers, which may contain evidence or the certificate chain of Intel's documents.
 */
export function httpResponse(bytes: Uint8Array): readonly Inner[] | undefined {
  let rest = bytes;
  let head = '';
  for (let heads = 0; isHead(rest); heads += 1) {
    const { end, body } = endOfHead(rest);
    if (end === undefined || heads === MAX_HEADS) return undefined;
    head = latin1(rest.slice(0, end));
    rest = rest.slice(body);
  }
  if (head === '') return undefined;
  const signature = header(head, /^X-IASReport-Signature$/i);
  const certificates = header(head, /^X-IASReport-Signing-Certificate$/i);
  const parameters = {
    ...(signature === undefined ? {} : { signature }),
    ...(certificates === undefined ? {} : { certificates }),
  };
  const long = fields(head).filter(([name, value]) => value.length >= MIN_VALUE_CHARACTERS && !/^X-IASReport-/i.test(name));
  const answer: Inner = { bytes: rest, name: 'an HTTP answer', parameters };
  return [answer, ...long.map(([, value]): Inner => ({ bytes: bytesOf(value), name: 'an HTTP header', rank: 1 }))];
}

/** An empty line, with either kind of line end. */
function endOfHead(bytes: Uint8Array): { readonly end?: number; readonly body: number } {
  const text = latin1(bytes.slice(0, MAX_HEAD_BYTES));
  const found = /\r?\n\r?\n/.exec(text);
  return found === null ? { body: 0 } : { end: found.index, body: found.index + found[0].length };
}

const header = (head: string, name: RegExp): string | undefined => fields(head).find(([field]) => name.test(field))?.[1];

/** Names and values. */
function fields(head: string): readonly (readonly [name: string, value: string])[] {
  return head.split(/\r?\n/).flatMap((line): readonly (readonly [string, string])[] => {
    const [, name, value] = /^([\w-]+):(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value.trim()]];
  });
}
