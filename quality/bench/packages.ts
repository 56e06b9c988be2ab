import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { buildPackages, NPM_FOLDER } from '../../scripts/npm-packages.ts';
import { attester } from '../../src/attester/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { webAuthority } from '../../testing/certificates.ts';
import { temporaryFolder } from '../../testing/process.ts';
import { median } from './compare.ts';
import { atMost, type Measurement, type Row } from './row.ts';

const ROUNDS = 5;
const ENTRY = readFileSync('quality/packages/project/one-tee.js', 'utf8');

/** The roots of a TEE: the file that holds them, its name there, and where they stand among the anchors. */
type Roots = { readonly file: string; readonly name: string; readonly members: string };

const INTEL: Roots = { file: 'intel', name: 'INTEL_SGX_ROOT', members: 'intelSgxRoot: [INTEL_SGX_ROOT]' };
const ROOTS: Readonly<Record<string, Roots>> = {
  sgx: INTEL,
  tdx: INTEL,
  snp: { file: 'amd', name: 'AMD', members: 'amd: { Milan: [AMD.Milan], Genoa: [AMD.Genoa], Turin: [AMD.Turin] }' },
  nitro: { file: 'aws', name: 'AWS_NITRO_ROOT', members: 'awsNitroRoot: [AWS_NITRO_ROOT]' },
};

/** Kilobytes of a page that appraises evidence of this TEE only, minified. */
async function bundled(tee: string, { file, name, members }: Roots, folder: string): Promise<number> {
  const entry = join(folder, `${tee}.js`);
  const text = ENTRY.replace('anchors/intel', `anchors/${file}`)
    .replace('{ INTEL_SGX_ROOT }', `{ ${name} }`)
    .replace(INTEL.members, members);
  writeFileSync(entry, text.replaceAll('tdx', tee));
  const verifier = join(process.cwd(), 'src/verifier');
  const alias = [
    { find: /^@sealmark\/verifier\/tees\/(.+)$/, replacement: join(verifier, 'tees/$1/index.ts') },
    { find: /^@sealmark\/verifier\/anchors\/(.+)$/, replacement: join(verifier, 'anchors/$1.ts') },
    { find: /^@sealmark\/verifier$/, replacement: join(verifier, 'index.ts') },
  ];
  const outDir = join(folder, tee);
  const rolldownOptions = { input: entry };
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias },
    build: { outDir, rolldownOptions, modulePreload: false },
  });
  const assets = join(outDir, 'assets');
  return readdirSync(assets).reduce((sum, file) => sum + statSync(join(assets, file)).size, 0) / 1000;
}

/** Milliseconds for the published program's five visits to a site of this machine, including its own start. */
async function checked(folder: string): Promise<number> {
  await buildPackages();
  const origin = 'https://service.example';
  const authority = webAuthority(folder);
  const { cert, key, spki } = authority.credential('service.example');
  const kit = await attester({
    origin,
    tls: { spki },
    source: simulatedSource(tdxAttester),
    anchors: tdxAttester.anchors,
    freshness: { mode: 'per-visit', perSecond: 1000 },
    endorsements: 'none',
    log: () => undefined,
  });
  const page = kit.node((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!doctype html><title>A service</title>');
  });
  const server = createServer({ cert, key }, page);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const words = [origin, '--connect-to', `127.0.0.1:${String(port)}`, '--web-root', authority.file, '--offline'];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    const child = spawn(process.execPath, [join(NPM_FOLDER, 'cli/sealmark.js'), 'check', ...words], { stdio: 'ignore' });
    await new Promise((done) => child.once('close', done));
    times.push(performance.now() - started);
  }
  server.close();
  return median(times);
}

/** What others build with the published packages (issue 12). */
export const packages: Measurement = {
  names: ['package.'],
  async *measure(wanted): AsyncGenerator<Row> {
    const folder = temporaryFolder('packages');
    try {
      for (const [tee, roots] of Object.entries(ROOTS)) {
        const row = `package.verifier.${tee}`;
        if (wanted(row)) yield atMost(row, await bundled(tee, roots, folder.path), 120, 'kB minified, the appraisal of one TEE');
      }
      if (wanted('package.check'))
        yield atMost('package.check', await checked(folder.path), 1000, 'ms, `sealmark check` of a site on this machine');
    } finally {
      folder.remove();
    }
  },
};
