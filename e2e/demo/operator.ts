/**
 * Shows at a terminal what visitors' browsers say of an ordinary application while its operator adds attestation to it, line by line.
 * The machine is simulated (configfs-tsm over FUSE where there is FUSE), and so every good mark is a test result.
 *
 *   npm run demo:operator
 */
import { createServer as createTlsServer, type Server } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { attester, configfsTsm, type EvidenceSource } from '../../src/attester/index.ts';
import { checkSite, type SiteReport } from '../../src/cli/check/check.ts';
import { nobody } from '../../src/cli/check/endorsements.ts';
import { tellReport } from '../../src/cli/check/tell.ts';
import { instant } from '../../src/verifier/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { canEmulateTsm, emulateTsm } from '../../testing/attester/configfs-tsm.ts';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { webAuthority, type ServerCredential } from '../../testing/certificates.ts';
import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../../testing/process.ts';

const HOST = 'service.example';
const ORIGIN = `https://${HOST}`;

/** An ordinary application, which knows nothing about attestation. */
const application: RequestListener = (request, response) => {
  response.writeHead(request.url === '/' ? 200 : 404, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>A service</title><h1>Hello</h1>');
};

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

async function seen(webRoots: string, { key, cert }: ServerCredential, listener: RequestListener): Promise<SiteReport> {
  const server: Server = createTlsServer({ key, cert }, listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const route = { origin: ORIGIN, connectTo: { host: '127.0.0.1', port }, webRoots };
  const report = await checkSite(route, { anchors: tdxAttester.anchors, references: [], ask: nobody }, 2);
  server.close();
  return report;
}

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
  const kit = await attester({
    origin: ORIGIN,
    tls: { spki: credential.spki },
    source,
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    log: (line) => {
      console.log(line);
    },
  });
  const added = [
    "const attestation = await attester({ origin: 'https://service.example', tls: { certificateFile: '…' } });",
    'http.createServer(attestation.node(application))',
  ];
  tell('two lines later', added, await seen(webRoots, credential, kit.node(application)));
  tell('the same behind somebody else’s TLS', [], await seen(webRoots, authority.credential(HOST), kit.node(application)));
} finally {
  await close();
  folder.remove();
}
