import type { Respond } from './server.ts';

/** A complete response, known beforehand. */
export type SiteResponse = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** More lines of such headers: several of a name are sent as several. */
  readonly lines?: readonly (readonly [name: string, value: string])[];
  /** Headers of an informational response (103, Early Hints) before this one. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Headers after the body. */
  readonly trailers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** Sends it. */
export function send(respond: Respond, { status = 200, headers = {}, lines = [], hints, trailers, body }: SiteResponse): void {
  if (hints !== undefined) respond.writeEarlyHints(hints);
  const more = lines.map(([name]): readonly [string, string[]] => [
    name,
    [headers[name] ?? [], ...lines.flatMap(([one, value]) => (one === name ? [value] : []))].flat(),
  ]);
  // Over HTTP/1.1 trailers need chunks, which end at no stated length.
  const length = trailers === undefined ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  respond.writeHead(status, { ...headers, ...Object.fromEntries<string[]>(more), ...length });
  if (trailers !== undefined) respond.addTrailers(trailers);
  respond.end(body);
}

/** An HTML page with this in its body. */
export function html(title: string, body = '', head = ''): SiteResponse {
  return {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body><h1>${title}</h1>${body}</body></html>`,
  };
}

/** Adds headers to a response; later ones win. */
export function withHeaders(answer: SiteResponse, headers: Readonly<Record<string, string>>): SiteResponse {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
