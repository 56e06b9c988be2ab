import type { Core } from './core.ts';
import { express, type ConnectHandler } from './express.ts';
import { fastify, type FastifyPlugin } from './fastify.ts';
import { hono, type HonoMiddleware } from './hono.ts';
import { koa, type KoaMiddleware } from './koa.ts';
import { node, type NodeListener } from './node.ts';

/** The same core in each framework's own form. Each answers the one path and adds the announcement to pages. */
export type Servers = {
  express(): ConnectHandler;
  fastify(): FastifyPlugin;
  hono(): HonoMiddleware;
  koa(): KoaMiddleware;
  /** A listener for `http.createServer` and `https.createServer`. @param next answers everything else */
  node(next: NodeListener): NodeListener;
};

/** The core in the form of each framework; none of them is imported. */
export const servers = (core: Core): Servers => ({
  express: () => express(core),
  fastify: () => fastify(core),
  hono: () => hono(core),
  koa: () => koa(core),
  node: (next) => node(core, next),
});
