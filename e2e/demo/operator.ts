/**
 * Shows at a terminal what visitors' browsers say of an ordinary application while its operator adds attestation to it, line by line.
 * The machine is simulated (configfs-tsm over FUSE where there is FUSE), and so every good mark is a test result.
 *
 *   npm run demo:operator
 */
import { createServer as createTlsServer, type Server } from 'node:https';
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { attester, configfsTsm, type Attester, type EvidenceSource, type TlsOption } from '../../src/attester/index.ts';
import { checkSite, type SiteReport } from '../../src/cli/check/check.ts';
import { nobody } from '../../src/cli/check/endorsements.ts';
import { tellReport } from '../../src/cli/check/tell.ts';
import { instant } from '../../src/verifier/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { canEmulateTsm, emulateTsm } from '../../testing/attester/configfs-tsm.ts';
import { programNamed } from '../../testing/attester/programs.ts';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { startWebServer } from '../../testing/attester/web-server.ts';
import { webAuthority, type ServerCredential } from '../../testing/certificates.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { until } from '../../testing/poll.ts';
import { temporaryFolder } from '../../testing/process.ts';

const HOST = 'service.example';
const ORIGIN = `https://${HOST}`;

/** An ordinary application, which knows nothing about attestation. */
const application: RequestListener = (request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>A service</title><h1>Hello</h1>');
};

const CADDY = [
  'header Link `</.well-known/attestation>; rel="attestation"`',
  'handle /.well-known/attestation { reverse_proxy unix//run/sealmark/attest.sock }',
  'sealmark attest serve …',
];

type Machine = { readonly source: EvidenceSource; readonly lines: string; readonly close: () => Promise<void> };

/** The kernel's own interface where it can be emulated; otherwise the same platform, asked directly. */
async function machine(): Promise<Machine> {
  if (!canEmulateTsm())
    return { source: simulatedSource(tdxAttester), lines: 'a simulated TDX machine', close: () => Promise.resolve() };
  const tsm = await emulateTsm('tdx_guest', (reportData) => ({
    report: tdxAttester.attest({ reportData, nonce: new Uint8Array(), now: instant(Date.now()) }).evidence,
  }));
  const { endorsements } = tdxAttester.attest({
    reportData: new Uint8Array(64),
    nonce: new Uint8Array(),
    now: instant(Date.now()),
  });
  const kernel = configfsTsm({ root: tsm.root });
  // What the operator's caching service would supply is put next to the kernel's quote.
  const source: EvidenceSource = {
    name: kernel.name,
    make: async (request) => ({ ...(await kernel.make(request)), endorsements: endorsements.slice(0, 1) }),
  };
  return { source, lines: 'a simulated TDX machine, its kernel’s configfs-tsm over FUSE', close: () => tsm.close() };
}

async function listening(server: Server | HttpServer, at: string | number): Promise<number> {
  await new Promise<void>((done) => server.listen(at, done));
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

const visited = (origin: string, port: number, webRoots: string): Promise<SiteReport> =>
  checkSite(
    { origin, connectTo: { host: '127.0.0.1', port }, webRoots },
    { anchors: tdxAttester.anchors, references: [], ask: nobody },
    2,
  );

async function seen(webRoots: string, { key, cert }: ServerCredential, listener: RequestListener): Promise<SiteReport> {
  const server = createTlsServer({ key, cert }, listener);
  const report = await visited(ORIGIN, await listening(server, 0), webRoots);
  server.close();
  return report;
}

/** The application knows nothing of it: Caddy announces the evidence, and hands its path to the kit beside it. */
async function seenBehindCaddy(webRoots: string, from: EvidenceSource): Promise<SiteReport> {
  const { cert, key } = authority.credential('example.org');
  const file = (name: string): string => join(folder.path, name);
  writeFileSync(file('fullchain.pem'), cert);
  writeFileSync(file('privkey.pem'), key, { mode: 0o600 });
  const tls = { certificateFile: file('fullchain.pem'), keyFile: file('privkey.pem') };
  const kit = await started('https://example.org', tls, from);
  const servers = [
    createServer(kit.node((_request, response) => response.writeHead(404).end())),
    createServer(application),
  ] as const;
  await listening(servers[0], file('attest.sock'));
  const caddy = await startWebServer('caddy', {
    folder: folder.path,
    socket: file('attest.sock'),
    application: await listening(servers[1], 0),
  });
  const report = await until('Caddy answers', async () => {
    const found = await visited('https://example.org', caddy.port, webRoots);
    return found.badge === 'unavailable' ? undefined : found;
  });
  await caddy.stop();
  for (const server of servers) server.close();
  return report;
}

const started = (origin: string, tls: TlsOption, from: EvidenceSource): Promise<Attester> =>
  attester({
    origin,
    tls,
    source: from,
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    log: (line) => {
      console.log(line);
    },
  });

function tell(step: string, lines: readonly string[], report: SiteReport): void {
  console.log(`\n── ${step}`);
  for (const line of lines) console.log(`    + ${line}`);
  console.log(tellReport(report, false));
}

const folder = temporaryFolder('demo-operator');
const authority = webAuthority(folder.path);
const webRoots = readFileSync(authority.file, 'utf8');
const credential = authority.credential(HOST);
const { source, lines, close } = await machine();
console.log(`An application on ${lines}.`);
try {
  tell('an ordinary application', [], await seen(webRoots, credential, application));
  const kit = await started(ORIGIN, { spki: credential.spki }, source);
  const added = [
    "const attestation = await attester({ origin: 'https://service.example', tls: { certificateFile: '…' } });",
    'http.createServer(attestation.node(application))',
  ];
  tell('two lines later', added, await seen(webRoots, credential, kit.node(application)));
  if (programNamed('caddy') !== null)
    tell(
      'the ordinary application again, behind Caddy (docs/operators/servers.md)',
      CADDY,
      await seenBehindCaddy(webRoots, source),
    );
  tell('the same behind somebody else’s TLS', [], await seen(webRoots, authority.credential(HOST), kit.node(application)));
} finally {
  await close();
  folder.remove();
}
