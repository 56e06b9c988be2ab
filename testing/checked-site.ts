import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../src/cli/check/command.ts';
import type { Anchors } from '../src/verifier/index.ts';
import { webAuthority, type ServerCredential, type WebAuthority } from './certificates.ts';
import type { SiteResponse } from './site/answer.ts';

/** Keys at which connections end, one after the other. */
export type Nodes = readonly [ServerCredential, ...ServerCredential[]];

/** A site that answers, and what it was asked for (request targets, in order). */
export type CheckedSite = {
  readonly origin: string;
  /** `host:port` */
  readonly node: string;
  readonly asked: readonly string[];
  /** Before the others, where its address is needed again. */
  close(): void;
};

/** Where a server listens. */
export type At = { readonly address: string; readonly port: number };

const ANYWHERE: At = { address: '127.0.0.1', port: 0 };

/** Real https servers for `sealmark check`, and an authority that it is told to trust. */
export type CheckedSites = {
  readonly authority: WebAuthority;
  serve(answer: (target: URL) => SiteResponse | Promise<SiteResponse>, nodes: Nodes, host: string, at?: At): Promise<CheckedSite>;
  /** Runs the command for one visit that asks no manufacturer: its exit status, and what it printed. */
  run(
    site: CheckedSite,
    anchors: Anchors,
    ...words: readonly string[]
  ): Promise<{ readonly status: number; readonly text: string }>;
  close(): void;
};

/** No site yet; each has a folder with its own authority, which is deleted at the end. */
export function checkedSites(): CheckedSites {
  const folder = mkdtempSync(join(tmpdir(), 'checked-'));
  const authority = webAuthority(folder);
  const open: Server[] = [];
  return {
    authority,

    async serve(answer, nodes, host, { address, port } = ANYWHERE) {
      const asked: string[] = [];
      const origin = `https://${host}`;
      const [first] = nodes;
      const server = createServer({ key: first.key, cert: first.cert }, ({ url = '' }, response) => {
        asked.push(url);
        void Promise.resolve(answer(new URL(url, origin))).then(({ status = 200, headers = {}, body }) => {
          response.writeHead(status, headers).end(body);
        });
      });
      let connections = 0;
      server.on('secureConnection', () => {
        connections += 1;
        const { key, cert } = nodes[connections % nodes.length] ?? first;
        server.setSecureContext({ key, cert });
      });
      open.push(server);
      await new Promise<void>((done) => server.listen(port, address, done));
      const node = `${address}:${String((server.address() as AddressInfo).port)}`;
      return { origin, node, asked, close: () => void server.close() };
    },

    async run({ origin, node }, anchors, ...words) {
      const lines: string[] = [];
      const print = (text: string): void => void lines.push(text);
      const all = [origin, '--connect-to', node, '--web-root', authority.file, '--offline', '--times', '1', ...words];
      return { status: await check(all, { anchors, print }), text: lines.join('\n') };
    },

    close() {
      for (const server of open) server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
