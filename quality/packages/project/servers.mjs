// One attester behind each server framework, as operators write it; prints `NAME PORT` for each and serves until its input ends.
//   node servers.mjs SOCKET ROOT CERTIFICATE KEY
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { serve } from '@hono/node-server';
import { attester, AttesterError, dstack } from '@sealmark/attester';
import { pinnedAnchors } from '@sealmark/verifier';
import express from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

const [socket, root, certificateFile, keyFile] = process.argv.slice(2);
const attestation = await attester({
  origin: 'https://service.example',
  tls: { certificateFile, keyFile },
  source: dstack(socket),
  endorsements: 'none',
  freshness: { mode: 'challenge' },
  anchors: {
    ...pinnedAnchors,
    intelSgxRoot: [{ name: 'test root', certificate: new Uint8Array(readFileSync(root)), test: true }],
  },
});
if (!(new AttesterError('source', 'a', 'b') instanceof Error)) throw new Error('no error');

const PAGE = '<!doctype html><title>A service</title>';
const ready = (name, server) => console.log(`${name} ${server.address().port}`);
const listening = (server) => new Promise((done) => server.on('listening', done));

const middleware = (framework) => {
  const app = framework();
  app.use(attestation.express());
  app.get('/', (request, response) => response.send(PAGE));
  return app.listen(0, '127.0.0.1');
};
const servers = {
  express: middleware(express),
  express4: middleware(express4),
  koa: new Koa()
    .use(attestation.koa())
    .use((context) => {
      if (context.path !== '/') return;
      context.type = 'html';
      context.body = PAGE;
    })
    .listen(0, '127.0.0.1'),
  node: createServer(
    attestation.node((request, response) => {
      if (request.url !== '/') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(PAGE);
    }),
  ).listen(0, '127.0.0.1'),
};
await Promise.all(Object.values(servers).map(listening));

const fastify = Fastify();
await fastify.register(attestation.fastify());
fastify.get('/', (request, reply) => reply.type('text/html').send(PAGE));
await fastify.listen({ port: 0, host: '127.0.0.1' });

const hono = new Hono();
hono.use(attestation.hono());
hono.get('/', (context) => context.html(PAGE));
const honoServer = await new Promise((done) => {
  const server = serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }, () => done(server));
});

for (const [name, server] of Object.entries({ ...servers, fastify: fastify.server, hono: honoServer })) ready(name, server);
console.log('ready 0');
process.stdin.resume().on('end', () => process.exit());
