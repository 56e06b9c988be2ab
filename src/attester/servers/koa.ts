import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from './core.ts';
import { announceOn, sendTo, toRequest } from './node-messages.ts';

type Context = { readonly req: IncomingMessage; readonly res: ServerResponse; respond?: boolean };

/** Koa 2 and 3. */
export type KoaMiddleware = (context: Context, next: () => Promise<unknown>) => Promise<void>;

/** The core as Koa's middleware. */
export function koa({ handle, link, origin }: Core): KoaMiddleware {
  return async (context, next) => {
    const request = toRequest(context.req, context.res, origin);
    const answer = request === null ? null : await handle(request);
    if (answer === null) {
      announceOn(context.res, link);
      await next();
      return;
    }
    // The response is written here, so that Koa's own defaults (its status, its body type) add nothing to it.
    context.respond = false;
    await sendTo(context.res, answer);
  };
}
