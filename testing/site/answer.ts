import type { Respond } from './server.ts';

/** A complete response, known beforehand. */
export type SiteResponse = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** Sends it. */
export function send(respond: Respond, { status = 200, headers = {}, body }: SiteResponse): void {
  respond.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
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
