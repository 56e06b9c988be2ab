import type { Problem, ProblemCode } from '../api/problem.ts';

export type HttpRequest = {
  readonly url: string;
  /** The media type that the answer must have (parameters aside); null for any. */
  readonly mediaType: string | null;
  /** Value of the Accept field where it asks for more than that media type. */
  readonly accept?: string;
  /** Most bytes of body that are read. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange, body included, so that a slow drip ends. */
  readonly deadline: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Whose fault a failure is, and what helps. */
  readonly fault: 'site' | 'vendor';
};

export type HttpResponse = { readonly bytes: Uint8Array<ArrayBuffer>; readonly header: (name: string) => string | null };

export type HttpResult = { readonly reply: HttpResponse } | { readonly problem: Problem };

/** The head of an answer, as far as it is looked at; whoever carried it. */
export type Head = {
  readonly status: number;
  /** It sends us elsewhere, which we do not follow. */
  readonly redirects: boolean;
  readonly header: (name: string) => string | null;
};

/**
 * The only request that Sealmark makes: GET over https, the same bytes for every user (no cookies, no referrer, no
 * cache, no languages, no header of ours but the media type that is wanted), no redirects, capped in size and time.
 * Without leave for the host browsers would send our own origin along (in Firefox a number that names this profile):
 * whoever calls has asked for leave just before (`app/ask-site.ts`, `endorsements/gather.ts`).
 * @throws the signal's reason when `signal` aborts: nobody is there to be told of a problem.
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
      // `manual` does not follow either, and unlike `error` it tells a redirect from a dead network.
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      // Left to itself the browser tells every server which languages the user reads.
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

/** What was asked for, as far as answers are measured against it. */
export type Wanted = Pick<HttpRequest, 'url' | 'mediaType' | 'maxBytes' | 'fault'>;

/** What is wrong with the head of an answer; null when its body may be read. */
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

/** A request that came to nothing: whose fault that is, and what helps. */
export function failure(ask: Pick<Wanted, 'url' | 'fault'>, code: ProblemCode, facts: Problem['facts'] = {}): Problem {
  const network = code === 'net.unreachable' || code === 'net.timeout';
  return {
    code,
    fault: network ? 'network' : ask.fault,
    remedy: network ? 'check-network' : passes(code, facts) || ask.fault === 'vendor' ? 'retry' : 'ask-the-site',
    facts: { host: new URL(ask.url).host, ...facts },
  };
}

/** Slowness and a server in trouble pass; a wrong answer stays wrong until somebody mends the site. */
function passes(code: ProblemCode, { status }: Problem['facts']): boolean {
  return code === 'net.too-slow' || (typeof status === 'number' && (status >= 500 || status === 429));
}
