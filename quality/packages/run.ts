/**
 * The published packages, as somebody else meets them: packed, installed into an empty project, and used by the real servers.
 *
 *   npm run packages
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { buildPackages, NPM_FOLDER, PACKAGES } from '../../scripts/npm-packages.ts';
import { webAuthority } from '../../testing/certificates.ts';
import { instant } from '../../src/verifier/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { dstackAgent } from '../../testing/attester/dstack-agent.ts';
import { REQUESTS, serves } from '../../testing/attester/requests.ts';
import { canEmulateTsm, emulateTsm } from '../../testing/attester/configfs-tsm.ts';
import { canCompile } from '../../testing/attester/programs.ts';
import { keystoneAttester } from '../../src/verifier/testing/attesters/keystone.ts';
import { alone, listed } from './alone.ts';
import { apiChanges } from './api.ts';
import { helpOf } from './program.ts';
import { typedByPath } from './typed-lines.ts';
import { typesUnder, verifierReadme } from './readme.ts';
import { runtimes } from './runtimes.ts';
import { blocks, ran, tried, type OperatorsMachine } from './operators.ts';

const folder = mkdtempSync(join(tmpdir(), 'somebody-elses-project-'));
const file = (name: string): string => join(folder, name);

/**
 * Bytes: the attester as it is downloaded, without what locks pages and with it, and the verifier as a page would load it, minified: for
 * every TEE, and for one.
 */
const MAX_CORE_BYTES = 50_000;
const MAX_ATTESTER_BYTES = 64_000;
const MAX_BUNDLED_BYTES = { 'browser.js': 250_000, 'one-tee.js': 120_000 };

/** What an operator types on any platform, from nothing to a checked mark. */
const MAX_TYPED_LINES = 13;

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
async function bundled(entry: string): Promise<number> {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { outDir: `${entry}.bundle`, rolldownOptions: { input: file(entry) }, modulePreload: false },
  });
  const assets = file(`${entry}.bundle/assets`);
  return readdirSync(assets).reduce((sum, name) => sum + statSync(join(assets, name)).size, 0);
}

const quoted = (reportData: Uint8Array): Uint8Array =>
  tdxAttester.attest({ reportData, nonce: new Uint8Array(), now: instant(Date.now()) }).evidence;

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

  const others = runtimes();
  for (const [name, [program, ...words]] of new Map([['Node', [process.execPath] as const], ...others]))
    await expectThat(`verifier: appraises a quote in ${name}`, () => {
      const printed = run(program, [...words, 'verifier.mjs', 'quote.bin', 'collateral.json', 'root.der']);
      return printed.includes('"tee":"tdx","hardware":"affirming","simulated":["test root"]') ? null : printed;
    });
  for (const [entry, most] of Object.entries(MAX_BUNDLED_BYTES))
    await expectThat(`verifier: bundles for browsers, small enough (${entry})`, async () => {
      const bytes = await bundled(entry);
      console.log(`  ${String(bytes)} bytes, minified`);
      return bytes <= most ? null : `${String(bytes)} bytes`;
    });
  await expectThat('attester: is small enough to download', () => {
    const { size } = statSync(packed['attester'] ?? '');
    const core = Number(
      run('sh', ['-c', "tar czf - --exclude=locked-pages --exclude='vite.*' . | wc -c"], join(NPM_FOLDER, 'attester')),
    );
    const sizes = `${String(size)} bytes, ${String(core)} without what locks pages`;
    console.log(`  ${sizes}`);
    return size <= MAX_ATTESTER_BYTES && core <= MAX_CORE_BYTES ? null : sizes;
  });
  await expectThat('every package: keeps what it promised (npm run make:api writes down what it promises now)', () => {
    const changes = apiChanges();
    for (const { report, added } of changes) for (const line of added) console.log(`  + ${report}: ${line}`);
    const gone = changes.flatMap(({ report, gone: lines }) => lines.map((line) => `${report}: ${line}`));
    return gone.length === 0 ? null : `gone or changed:\n  ${gone.join('\n  ')}`;
  });
  await expectThat('every package: nothing of the tests ships', () => {
    const shipped = PACKAGES.flatMap((name) => readdirSync(join(NPM_FOLDER, name), { recursive: true, encoding: 'utf8' }));
    const wrong = shipped.filter((name) => /\.test\.|(?:^|\/)testing(?:\/|$)/.test(name));
    return wrong.length === 0 ? null : wrong.join(', ');
  });
  for (const name of PACKAGES)
    await expectThat(`${name}: installs alone into an empty folder, with what its bill of materials lists and no more`, () => {
      const archives = name === 'attester' ? ['verifier', 'attester'] : [name];
      return alone(
        name,
        archives.map((one) => packed[one] ?? ''),
      );
    });
  await expectThat('cli: lists what is inside it', () => {
    const inside = listed('cli');
    const has = (name: string): boolean => inside.some((one) => one.startsWith(`${name}@`));
    const wrong = ['@noble/curves', 'cborg', 'acme-client', 'axios'].filter((name) => !has(name));
    return wrong.length === 0 && !has('vitest') ? null : `without ${wrong.join(', ')}: ${inside.join(', ')}`;
  });
  for (const library of ['es2022', 'es2022,dom'])
    await expectThat(`verifier: its types compile with their declarations checked, under ${library}`, () =>
      typesUnder(folder, library),
    );
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

  await expectThat('cli: says its version, and how each command is used', () => helpOf(file('node_modules/.bin/sealmark'), run));

  const socket = file('dstack.sock');
  const agent = await dstackAgent(socket, tdxAttester);
  for (const [name, [program, ...words]] of others)
    await expectThat(`attester: answers behind the server of ${name}`, async () => {
      const { text } = await ran(program, [...words, 'runtime.mjs', socket, 'root.der', 'cert.pem', 'key.pem'], folder);
      return text.includes('200 https://service.example 400 a page\n') ? null : text;
    });
  await expectThat('verifier: the examples of its README run', () => verifierReadme(folder, socket, ran));
  const { child, ports } = await start([socket, 'root.der', 'cert.pem', 'key.pem']);
  for (const [name, port] of ports)
    for (const [what, request] of Object.entries(REQUESTS))
      await expectThat(`${name}: ${what}`, () => serves({ port, origin: 'https://service.example', certificate }, request));
  child.stdin?.end();

  const keystone = await dstackAgent(file('keystone.sock'), keystoneAttester);
  const tsm = canEmulateTsm() ? await emulateTsm('tdx_guest', (reportData) => ({ report: quoted(reportData) })) : null;
  const machine: OperatorsMachine = {
    folder,
    agent: socket,
    keystone: file('keystone.sock'),
    root: file('root.der'),
    certificate: file('cert.pem'),
    key: file('key.pem'),
    tsm,
    canCompile: canCompile(),
  };
  const pages = blocks();
  for (const block of pages)
    await expectThat(`docs/operators/${block.page}: ${block.text.split('\n')[0] ?? ''}`, () => tried(block, machine));
  for (const [path, lines] of typedByPath(pages))
    await expectThat(`docs/operators/${path}.md: ${String(lines)} typed lines, the five steps and Caddy’s among them`, () =>
      lines <= MAX_TYPED_LINES ? null : `more than ${String(MAX_TYPED_LINES)}`,
    );
  keystone.close();
  await tsm?.close();
  agent.close();
} catch (error) {
  failures.push(error instanceof Error ? error.message : String(error));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

for (const failure of failures) console.log(`✗ ${failure}`);
console.log(`${String(passed)} passed, ${String(failures.length)} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
