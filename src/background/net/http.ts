import type { Problem, ProblemCode } from '../api/problem.ts';

/** One GET without credentials or referrer, following no redirect. */
export type HttpRequest = {
  readonly url: string;
  /** The media type that the response must have (ignoring parameters); null for any. */
  readonly mediaType: string | null;
  /** The Accept header, where it asks for more than that media type. */
  readonly accept?: string;
  /** The most bytes of body that are read. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange including the body, so that a slow drip ends. */
  readonly deadline: number;
  /** Aborts when nobody waits for the response any more. */
  readonly signal: AbortSignal;
  /** Whose fault a failure is, and what helps. */
  readonly fault: 'site' | 'vendor';
};

/** The body, and response headers by name (null where absent). */
export type HttpResponse = { readonly bytes: Uint8Array<ArrayBuffer>; readonly header: (name: string) => string | null };

/** A response with status 200 and the right type, or the problem in words for the popup. */
export type HttpResult = { readonly reply: HttpResponse } | { readonly problem: Problem };

/** The head of a response, as far as it is examined; whoever carried it. */
export type Head = {
  readonly status: number;
  /** It redirects, which we do not follow. */
  readonly redirects: boolean;
  readonly header: (name: string) => string | null;
};

/**
 * The only request that Sealmark makes: GET over https, the same bytes for every user (no cookies, no referrer, no cache, no
 * languages, no header of ours except the accepted media type), no redirects, capped in size and time. Without permission for the
 * host, browsers would send our own origin along (which in Firefox identifies this profile), so every caller has just checked the
 * permission (`app/ask-site.ts`, `endorsements/gather.ts`). @throws the signal's reason when `signal` aborts: nobody is left to
 * be told of a problem.
 */
export async function get(ask: HttpRequest): Promise<HttpResult> {
  const accept = ask.accept ?? ask.mediaType;
  const deadline = AbortSignal.timeout(ask.deadline);
  const signal = AbortSignal.any([ask.signal, deadline]);
  if (new URL(ask.url).protocol !== 'https:') throw new RangeError('get: https only');
  let response: Response;
  try {
    response = await fetch(ask.url, {
      credentials: 'omit',
      // `manual` does not follow redirects either and, unlike `error`, distinguishes a redirect from a failed network.
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      // By default the browser tells every server which languages the user reads.
      headers: { 'accept-language': '*', ...(accept === null ? {} : { accept }) },
      signal,
    });
  } catch {
    ask.signal.throwIfAborted();
    return { problem: failure(ask, deadline.aborted ? 'net.timeout' : 'net.unreachable') };
  }
  const refused = refusal(ask, headOf(response));
  if (refused !== null) {
    await response.body?.cancel().catch(() => undefined);
    return { problem: refused };
  }
  try {
    const bytes = await capped(response, ask.maxBytes);
    if (bytes === null) return { problem: failure(ask, 'net.too-large', { most: ask.maxBytes }) };
    return { reply: { bytes, header: (name) => response.headers.get(name) } };
  } catch {
    ask.signal.throwIfAborted();
    return { problem: failure(ask, deadline.aborted ? 'net.too-slow' : 'net.unreachable') };
  }
}

function headOf({ type, status, headers }: Response): Head {
  return { status, redirects: type === 'opaqueredirect', header: (name) => headers.get(name) };
}

/** What was requested, as far as responses are checked against it. */
export type Wanted = Pick<HttpRequest, 'url' | 'mediaType' | 'maxBytes' | 'fault'>;

/** What is wrong with the head of a response; null when its body may be read. */
export function refusal(ask: Wanted, { status, redirects, header }: Head): Problem | null {
  if (redirects || (status >= 300 && status < 400)) return failure(ask, 'net.redirected');
  if (status !== 200) {
    const retryAfter = secondsUntil(header('retry-after') ?? '');
    return failure(ask, 'net.status', { status, ...(retryAfter === null ? {} : { retryAfter }) });
  }
  const mediaType = (header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (ask.mediaType !== null && mediaType !== ask.mediaType)
    return failure(ask, 'net.media-type', { expected: ask.mediaType, actual: mediaType.slice(0, 100) });
  const length = header('content-length');
  return length !== null && Number(length) > ask.maxBytes ? failure(ask, 'net.too-large', { most: ask.maxBytes }) : null;
}

/** Retry-After (RFC 9110 section 10.2.3), a number of seconds or a date, as whole seconds from now; null for neither. */
function secondsUntil(header: string): number | null {
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const at = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isSafeInteger(at) ? Math.max(0, Math.ceil((at - Date.now()) / 1000)) : null;
}

/** The body, read piece by piece; null as soon as it is longer than `most`. */
async function capped(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (value !== undefined) {
      length += value.length;
      if (length > maxBytes) {
        await reader?.cancel().catch(() => undefined);
        return null;
      }
      parts.push(value);
    }
    if (done) break;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A failed request: whose fault that is, and what helps. */
export function failure(ask: Pick<Wanted, 'url' | 'fault'>, code: ProblemCode, facts: Problem['facts'] = {}): Problem {
  const network = code === 'net.unreachable' || code === 'net.timeout';
  return {
    code,
    fault: network ? 'network' : ask.fault,
    remedy: network ? 'check-network' : passes(code, facts) || ask.fault === 'vendor' ? 'retry' : 'ask-the-site',
    facts: { host: new URL(ask.url).host, ...facts },
  };
}

/** Slowness and server trouble pass; a wrong answer stays wrong until someone fixes the site. */
const passes = (code: ProblemCode, facts: Problem['facts']): boolean => code === 'net.too-slow' || isNotNow({ code, facts });

/** Of the client's errors, those that say "not now" rather than "there is nothing" (RFC 9110 section 15.5, RFC 6585, RFC 8470). */
const NOT_NOW: ReadonlySet<unknown> = new Set([408, 425, 429]);

/** Did the server answer, and say only that it cannot answer now? */
export function isNotNow({ code, facts: { status } }: Pick<Problem, 'code' | 'facts'>): boolean {
  return code === 'net.status' && (NOT_NOW.has(status) || (typeof status === 'number' && status >= 500));
}
