import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from './core.ts';
import { isPage, sendTo, toRequest } from './node-messages.ts';

type Reply = {
  readonly raw: ServerResponse;
  hijack(): unknown;
  getHeader(name: string): unknown;
  header(name: string, value: unknown): unknown;
};
type Hooked = {
  addHook(name: 'onRequest', hook: (request: { readonly raw: IncomingMessage }, reply: Reply) => Promise<unknown>): unknown;
  addHook(name: 'onSend', hook: (request: unknown, reply: Reply, payload: unknown) => Promise<unknown>): unknown;
};

/** A Fastify plugin (version 4 and 5): `await fastify.register(attestation.fastify())`. */
export type FastifyPlugin = (instance: Hooked, options: unknown, done: () => void) => void;

/** The core as a Fastify plugin, for all routes of the instance that registers it. */
export function fastify({ handle, link, origin }: Core): FastifyPlugin {
  const plugin: FastifyPlugin = (instance, _options, done) => {
    instance.addHook('onRequest', async ({ raw }, reply) => {
      const request = toRequest(raw, reply.raw, origin);
      const answer = request === null ? null : await handle(request);
      if (answer === null) return;
      reply.hijack();
      await sendTo(reply.raw, answer);
    });
    instance.addHook('onSend', (_request, reply, payload) => {
      if (isPage(reply.getHeader('content-type'))) reply.header('link', link);
      return Promise.resolve(payload);
    });
    done();
  };
  // Without it the hooks apply only inside the plugin (Fastify reference, "Plugins", encapsulation).
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}
