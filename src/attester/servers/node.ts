import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from './core.ts';
import { announceOn, sendTo, toRequest } from './node-messages.ts';

/** A listener for the event `request` of Node's own servers. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Node's own servers. */
export function node({ handle, link, origin }: Core, next: NodeListener): NodeListener {
  return (message, response) => {
    const request = toRequest(message, response, origin);
    if (request === null) {
      announceOn(response, link);
      next(message, response);
      return;
    }
    handle(request)
      .then((answer) => (answer === null ? undefined : sendTo(response, answer)))
      .catch(() => response.destroy());
  };
}
