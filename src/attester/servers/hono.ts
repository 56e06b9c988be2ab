import type { Core } from './core.ts';
import { asksForDocument, isPage } from './node-messages.ts';

type Context = { readonly req: { readonly raw: Request; readonly path: string }; readonly res: Response };

/** Hono, and any other server with the web's own types. */
export type HonoMiddleware = (context: Context, next: () => Promise<void>) => Promise<Response | undefined>;

/** The core as Hono's middleware. The origin is the attester's own, whatever host the request names. */
export function hono({ handle, link, origin }: Core): HonoMiddleware {
  return async (context, next) => {
    const { raw } = context.req;
    const at = raw.url.indexOf('/', raw.url.indexOf('://') + 3);
    const target = at < 0 ? '/' : raw.url.slice(at);
    if (asksForDocument(target)) {
      const answer = await handle(new Request(`${origin}${target}`, { method: raw.method, signal: raw.signal }));
      if (answer !== null) return answer;
    }
    await next();
    if (isPage(context.res.headers.get('content-type'))) context.res.headers.append('link', link);
    return undefined;
  };
}
