import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from './core.ts';
import { announceOn, sendTo, toRequest } from './node-messages.ts';

/** Express 4 and 5, Connect, and anything else that accepts their middleware. */
export type ConnectHandler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** The core as Express's middleware; everything but the document's path goes to `next`. */
export function express({ handle, link, origin }: Core): ConnectHandler {
  return (message, response, next) => {
    const request = toRequest(message, response, origin);
    if (request === null) {
      announceOn(response, link);
      next();
      return;
    }
    handle(request)
      .then(async (answer) => {
        if (answer === null) next();
        else await sendTo(response, answer);
      })
      .catch(next);
  };
}
