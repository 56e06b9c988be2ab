// The kit behind the server that Bun and Deno have themselves: nothing between its core and theirs.
//   runtime.mjs SOCKET ROOT CERTIFICATE KEY
import { readFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { attester, dstack } from '@sealmark/attester';
import { pinnedAnchors } from '@sealmark/verifier';

const [socket, root, certificateFile, keyFile] = process.argv.slice(2);
const intelSgxRoot = [{ name: 'test root', certificate: new Uint8Array(readFileSync(root)), test: true }];
const attestation = await attester({
  origin: 'https://service.example',
  tls: { certificateFile, keyFile },
  source: dstack(socket),
  endorsements: 'none',
  log: () => undefined,
  anchors: { ...pinnedAnchors, intelSgxRoot },
});
const answer = async (request) => (await attestation.handle(request)) ?? new Response('a page');

const { Bun, Deno } = globalThis;
const hostname = '127.0.0.1';
const port = Bun
  ? Bun.serve({ hostname, port: 0, fetch: answer }).port
  : Deno.serve({ hostname, port: 0, onListen: () => undefined }, answer).addr.port;
const at = `http://${hostname}:${port}`;
const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
const document = await fetch(`${at}/.well-known/attestation?nonce=${nonce}`);
const { binding } = await document.json();
const refused = await fetch(`${at}/.well-known/attestation?nonce=short`);
const page = await fetch(at);
console.log(document.status, JSON.parse(Buffer.from(binding[1], 'base64url')).origin, refused.status, await page.text());
process.exit(0);
