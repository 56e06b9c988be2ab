/**
 * The published packages, as somebody else meets them: packed, installed into an empty project, and used by the real servers.
 *
 *   npm run packages
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { buildPackages, NPM_FOLDER, PACKAGES } from '../../scripts/npm-packages.ts';
import { webAuthority } from '../../testing/certificates.ts';
import { fromHex, instant, toHex } from '../../src/verifier/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { REQUESTS, serves } from './requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'somebody-elses-project-'));
const file = (name: string): string => join(folder, name);

/** Bytes: the attester as it is downloaded, and the verifier as a page would load it, minified. */
const MAX_ATTESTER_BYTES = 50_000;
const MAX_VERIFIER_BYTES = 250_000;

let passed = 0;
const failures: string[] = [];

async function expectThat(what: string, test: () => Promise<string | null> | string | null): Promise<void> {
  let why: string | null;
  try {
    why = await test();
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  if (why === null) passed += 1;
  else failures.push(`${what}: ${why}`);
  console.log(`${why === null ? '✓' : '✗'} ${what}${why === null ? '' : `: ${why}`}`);
}

function run(program: string, words: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** Packs each and installs all of them, with the servers, into an empty project. */
function install(): Readonly<Record<string, string>> {
  const packed = Object.fromEntries(
    PACKAGES.map((name) => {
      const [made] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], join(NPM_FOLDER, name))) as {
        readonly filename: string;
      }[];
      return [name, file(made?.filename ?? '')];
    }),
  );
  cpSync('quality/packages/project', folder, { recursive: true });
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...Object.values(packed)]);
  return packed;
}

/** The guest agent of dstack, with a simulated platform behind it. */
async function platform(path: string): Promise<() => void> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const { report_data: reportData } = JSON.parse(text) as { readonly report_data: string };
      const asked = { reportData: fromHex(reportData, 'report_data'), nonce: new Uint8Array(), now: instant(Date.now()) };
      response.end(JSON.stringify({ quote: toHex(tdxAttester.attest(asked).evidence) }));
    });
  });
  await new Promise<void>((done) => server.listen(path, done));
  return () => {
    server.close();
  };
}

/** Starts the servers; port by name. */
async function start(
  words: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly ports: ReadonlyMap<string, number> }> {
  const child = spawn(process.execPath, ['servers.mjs', ...words], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const ports = new Map<string, number>();
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
  await new Promise<void>((done, failed) => {
    child.stdout.on('data', (part: Buffer) => {
      for (const [, name = '', port = ''] of part.toString().matchAll(/^(\S+) (\d+)$/gm)) ports.set(name, Number(port));
      if (ports.delete('ready')) done();
    });
    child.on('close', () => {
      failed(new Error(complaint));
    });
  });
  return { child, ports };
}

/** What a page that imports the verifier loads, minified, bytes. */
async function bundled(): Promise<number> {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { outDir: 'bundle', rolldownOptions: { input: file('browser.js') }, modulePreload: false },
  });
  const assets = file('bundle/assets');
  return readdirSync(assets).reduce((sum, name) => sum + statSync(join(assets, name)).size, 0);
}

try {
  await buildPackages();
  const packed = install();
  const { certificate, cert, key } = { ...webAuthority(folder).credential('service.example') };
  const { evidence, endorsements } = tdxAttester.attest({
    reportData: randomBytes(64),
    nonce: new Uint8Array(),
    now: instant(Date.now()),
  });
  const [root] = tdxAttester.anchors.intelSgxRoot;
  const files = {
    'quote.bin': evidence,
    'collateral.json': endorsements[0]?.bytes ?? '',
    'root.der': root?.certificate ?? '',
    'cert.pem': cert,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(file(name), content);
  writeFileSync(file('key.pem'), key, { mode: 0o600 });

  await expectThat('verifier: appraises a quote in Node', () => {
    const printed = run(process.execPath, ['verifier.mjs', 'quote.bin', 'collateral.json', 'root.der']);
    return printed.includes('"tee":"tdx","hardware":"affirming","simulated":["test root"]') ? null : printed;
  });
  await expectThat('verifier: bundles for browsers, small enough', async () => {
    const bytes = await bundled();
    console.log(`  ${String(bytes)} bytes, minified`);
    return bytes <= MAX_VERIFIER_BYTES ? null : `${String(bytes)} bytes`;
  });
  await expectThat('attester: is small enough to download', () => {
    const { size } = statSync(packed['attester'] ?? '');
    console.log(`  ${String(size)} bytes`);
    return size <= MAX_ATTESTER_BYTES ? null : `${String(size)} bytes`;
  });
  await expectThat('every package: nothing of the tests ships', () => {
    const shipped = PACKAGES.flatMap((name) => readdirSync(join(NPM_FOLDER, name), { recursive: true, encoding: 'utf8' }));
    const wrong = shipped.filter((name) => /\.test\.|(?:^|\/)testing(?:\/|$)/.test(name));
    return wrong.length === 0 ? null : wrong.join(', ');
  });
  await expectThat('every package: its types compile in a strict project', () => {
    writeFileSync(
      file('types.ts'),
      `import { attester } from '@sealmark/attester';\nimport { open } from '@sealmark/verifier';\nimport { readDocument } from '@sealmark/verifier/protocol';\nexport const one = async (bytes: Uint8Array) => [open(readDocument(bytes).evidence).at, (await attester({ origin: '', tls: { spki: bytes } })).link];\n`,
    );
    const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
    const types = join(process.cwd(), 'node_modules/@types');
    const words = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--typeRoots', types, '--types', 'node'];
    run(process.execPath, [tsc, ...words, 'types.ts']);
    return null;
  });
  await expectThat('cli: is a program that says how it is used, and appraises', () => {
    const sealmark = file('node_modules/.bin/sealmark');
    const { status, stderr } = spawnSync(sealmark, [], { encoding: 'utf8' });
    if (status !== 2 || !stderr.includes('sealmark check https://HOST')) return stderr;
    const printed = run(sealmark, ['appraise', 'quote.bin', '--collateral', 'collateral.json']);
    return printed.includes('MRTD') || printed.includes('TDX') ? null : printed;
  });

  const socket = file('dstack.sock');
  const stop = await platform(socket);
  const { child, ports } = await start([socket, 'root.der', 'cert.pem', 'key.pem']);
  for (const [name, port] of ports)
    for (const [what, request] of Object.entries(REQUESTS))
      await expectThat(`${name}: ${what}`, () => serves(port, request, certificate));
  child.stdin?.end();
  stop();
} catch (error) {
  failures.push(error instanceof Error ? error.message : String(error));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const failure of failures) console.log(`✗ ${failure}`);
console.log(`${String(passed)} passed, ${String(failures.length)} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
