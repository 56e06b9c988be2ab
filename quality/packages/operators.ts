import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtAndStarted } from './image.ts';
import type { EmulatedTsm } from '../../testing/attester/configfs-tsm.ts';

/** Where an operators' page is tried: an empty project with the packages in it, on a simulated machine. */
export type OperatorsMachine = {
  readonly folder: string;
  /** The machine's agent, and the root that its quotes end in. */
  readonly agent: string;
  readonly keystone: string;
  readonly root: string;
  readonly certificate: string;
  readonly key: string;
  /** The kernel's interface; null where it cannot be emulated. */
  readonly tsm: EmulatedTsm | null;
  readonly canCompile: boolean;
};

/** One block of code of a page. */
export type Block = { readonly page: string; readonly language: string; readonly text: string };

/** What was wrong with a block; null when it did what the page says. */
type Tried = string | null | Promise<string | null>;
type Trial = (block: Block, machine: OperatorsMachine) => Tried;

const PAGES = 'docs/operators';
const FENCE = /^```([a-z]*)\n([\s\S]+?)^```/gm;

/** Every block of every operators' page, in order. */
export function blocks(folder = PAGES): readonly Block[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((page) => {
      const text = readFileSync(join(folder, page), 'utf8');
      return [...text.matchAll(FENCE)].map(([, language = '', block = '']) => ({ page, language, text: block }));
    });
}

/** How each block is tried, by its page and the words that it begins with. A block that is not here fails. */
const TRIALS: Readonly<Record<string, Trial>> = {
  'README.md npx @sealmark/cli attest key': (block, machine) => eachCommand(block, machine),
  'servers.md npx @sealmark/cli attest serve': (block, machine) => eachCommand(block, machine),
  'servers.md install -d': inFolder,
  // A page of its own, tried on a page that Vite builds: src/cli/lock/lock-your-page.test.ts.
  'lock-your-page.md ': () => null,
  // With the real servers: src/cli/attest/web-servers.test.ts.
  'servers.md example.org {': () => null,
  'servers.md server {': () => null,
  'servers.md frontend web': () => null,
  'azure.md apt-get install': installable,
  'dstack.md services:': (block, machine) => saysDoctor(machine, 'dstack', /^\s*(- \S+:\S+)$/m.exec(block.text)?.[1]),
  'gramine.md sgx.remote_attestation': (block, machine) => saysDoctor(machine, 'gramine', block.text.split('\n')[0]),
  'nitro.md FROM node': compiled,
  'other.md source: command': commanded,
  'virtual-machines.md modprobe': inShell,
  'virtual-machines.md mkdir': prepared,
};

/** Tries a block. @returns what was wrong; null when nothing was */
export async function tried(block: Block, machine: OperatorsMachine): Promise<string | null> {
  const name = Object.keys(TRIALS).find((key) => `${block.page} ${block.text}`.startsWith(key));
  const trial = name === undefined ? undefined : TRIALS[name];
  return trial === undefined ? 'nobody tries this block: add a line to TRIALS' : await trial(block, machine);
}

type Ran = { readonly status: number | null; readonly text: string };

const TIMEOUT_MS = 20_000;

/**
 * Runs a program; its agents answer from this process, which must not wait for it.
 * @param until ends it as soon as it has printed that: services run until somebody ends them
 */
export function ran(program: string, words: readonly string[], cwd: string, until?: RegExp): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS });
    let text = '';
    const listen = (part: Buffer): void => {
      text += part.toString();
      if (until?.test(text) === true) child.kill();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', (error) => {
      resolve({ status: null, text: error.message });
    });
    child.on('close', (status) => {
      resolve({ status, text });
    });
  });
}

const sealmark = ({ folder }: OperatorsMachine, words: readonly string[], until?: RegExp): Promise<Ran> =>
  ran(join(folder, 'node_modules/.bin/sealmark'), words, folder, until);

/** What the words of each command must lead to here, where there is no such authority, site or place in memory. */
const ENDS: Readonly<Record<string, RegExp>> = {
  'attest key': /is on a disk|gave no certificate|cannot be (?:used|answered)/,
  'attest serve': /^answering for https:\/\/example\.org at unix:/m,
  doctor: /^ok {3}a quote takes \d+ ms/m,
  check: /^\w+: https:\/\/example\.org$/m,
};

/** Runs every command of a block with the installed program: as it stands, with this machine's own files. */
async function eachCommand({ text }: Block, machine: OperatorsMachine): Promise<string | null> {
  const { folder, agent, root, certificate, key } = machine;
  for (const line of text.trim().split('\n')) {
    const words = line
      .replace('npx @sealmark/cli ', '')
      .replaceAll('/run/tls/fullchain.pem', certificate)
      .replaceAll('/run/tls/privkey.pem', key)
      .replaceAll('/run/tls', join(folder, 'tls'))
      .split(' ');
    const name = Object.keys(ENDS).find((one) => words.join(' ').startsWith(one));
    if (name === undefined) return `nobody knows what “${line}” must say`;
    const platform = ['--source', 'dstack', '--socket', agent, '--test-root', root, '--no-endorsements'];
    const here =
      name === 'check'
        ? ['--offline', '--connect-to', '127.0.0.1:1', '--times', '1']
        : name === 'attest key'
          ? ['--acme', 'https://127.0.0.1:1/dir']
          : [...platform, ...(name === 'doctor' ? [] : ['--listen', `unix:${join(folder, 'attest.sock')}`])];
    const end = ENDS[name] ?? /$^/;
    const { text: printed } = await sealmark(machine, [...words, ...here], end);
    if (!end.test(printed)) return `“${line}” printed: ${printed}`;
  }
  return null;
}

/** Debian has what the page installs; where there is no Debian nobody can say. */
async function installable({ text }: Block, { folder }: OperatorsMachine): Promise<string | null> {
  const [, name = ''] = /install -y (\S+)/.exec(text) ?? [];
  const known = await ran('apt-cache', ['show', '--quiet', name], folder);
  return known.status === null || known.text.includes(`Package: ${name}`) ? null : `Debian has no ${name}`;
}

/** The kit's own remedy, where the platform is not there, is the line of the page. */
async function saysDoctor(machine: OperatorsMachine, source: string, line: string | undefined): Promise<string | null> {
  const { certificate } = machine;
  const words = ['doctor', '--origin', 'https://example.org', '--certificate', certificate, '--source', source];
  const { text } = await sealmark(machine, words);
  return line !== undefined && text.includes(line) ? null : `doctor does not say “${String(line)}”: ${text}`;
}

/** The image's helper compiles from where the page takes it, listens where the kit looks, and the service behind it comes up. */
async function compiled({ text }: Block, machine: OperatorsMachine): Promise<string | null> {
  const { canCompile, certificate } = machine;
  const [, socket = '-'] = /^CMD .*sealmark-nsm -d (\S+) &&/m.exec(text) ?? [];
  const words = ['doctor', '--origin', 'https://example.org', '--certificate', certificate, '--source', 'nitro'];
  const { text: asked } = await sealmark(machine, words);
  if (!asked.includes(socket)) return `the helper listens at ${socket}, and doctor says: ${asked}`;
  const [, line = ''] = /^RUN cc (.+)$/m.exec(text) ?? [];
  if (!canCompile) return line.includes('sealmark-nsm.c') ? null : 'no helper is compiled';
  return await builtAndStarted(text, machine);
}

/** Runs a module with the page's code in it, on the simulated machine. @returns what it complained of */
async function inModule({ folder, root, certificate, key }: OperatorsMachine, code: string): Promise<string | null> {
  const head = [
    "import { readFileSync } from 'node:fs';",
    "import { attester, command, configfsTsm } from '@sealmark/attester';",
    "import { pinnedAnchors } from '@sealmark/verifier';",
    `const intelSgxRoot = [{ name: 'test root', certificate: new Uint8Array(readFileSync(${JSON.stringify(root)})), test: true }];`,
    "const simulated = { anchors: { ...pinnedAnchors, intelSgxRoot }, endorsements: 'none', log: () => undefined };",
  ];
  const text = [...head, code, "if (!attestation.link.includes('attestation')) process.exit(1);", 'process.exit(0);'].join('\n');
  const put = text
    .replaceAll('/run/tls/fullchain.pem', certificate)
    .replaceAll('/run/tls/privkey.pem', key)
    .replace('await attester({', 'await attester({ ...simulated,');
  writeFileSync(join(folder, 'page.mjs'), put);
  const { status, text: complaint } = await ran(process.execPath, ['page.mjs'], folder);
  return status === 0 ? null : complaint;
}

/** A program that gives evidence of a simulated Keystone in place of the operator's own. */
function commanded({ text }: Block, machine: OperatorsMachine): Tried {
  const { folder, keystone } = machine;
  const program = join(folder, 'attest.mjs');
  writeFileSync(
    program,
    `#!/usr/bin/env node
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
const body = JSON.stringify({ report_data: readFileSync(0).toString('hex') });
request({ socketPath: ${JSON.stringify(keystone)}, path: '/GetQuote', method: 'POST' }, (answer) => {
  let text = '';
  answer.on('data', (part) => (text += part));
  answer.on('end', () => process.stdout.write(Buffer.from(JSON.parse(text).quote, 'hex')));
}).end(body);
`,
    { mode: 0o755 },
  );
  const source = text.trim().replace('/usr/local/bin/attest', program);
  return inModule(
    machine,
    `const attestation = await attester({ origin: 'https://example.org', tls: { certificateFile: '/run/tls/fullchain.pem' }, ${source} });`,
  );
}

/** Runs a block's commands where the kernel's interface is emulated; modules of the kernel are not loaded here. */
async function inShell({ text }: Block, { tsm, folder }: OperatorsMachine): Promise<string | null> {
  if (tsm === null) return null;
  const lines = text
    .replaceAll('/sys/kernel/config/tsm/report', tsm.root)
    .replaceAll('www-data', String(process.getuid?.() ?? 0));
  const { status, text: printed } = await ran('sh', ['-e', '-c', `modprobe() { :; }\n${lines}`], folder);
  return status === 0 && printed === '' ? null : printed;
}

/** The page's folder for the socket, made below this machine's own for this user's group. */
async function inFolder({ text }: Block, { folder }: OperatorsMachine): Promise<string | null> {
  const line = text.replace('/run/sealmark', join(folder, 'sealmark')).replace('www-data', String(process.getgid?.() ?? 0));
  const { status, text: printed } = await ran('sh', ['-e', '-c', line], folder);
  return status === 0 && printed === '' ? null : printed;
}

/** The directory that the page makes is the one that the kit then uses: no other appears. */
async function prepared(block: Block, machine: OperatorsMachine): Promise<string | null> {
  const { tsm } = machine;
  const complaint = await inShell(block, machine);
  if (tsm === null || complaint !== null) return complaint;
  const root = JSON.stringify(tsm.root);
  return await inModule(
    machine,
    `const platform = configfsTsm({ root: ${root} });
const names = new Set();
const source = { name: platform.name, make: async (request) => {
  const made = await platform.make(request);
  const { readdirSync, readFileSync: read } = await import('node:fs');
  for (const name of readdirSync(${root})) names.add(name + ' ' + read(${root} + '/' + name + '/generation', 'latin1').trim());
  return made;
} };
const attestation = await attester({ origin: 'https://example.org', tls: { certificateFile: '/run/tls/fullchain.pem' }, source });
if ([...names].join() !== 'sealmark 1') throw new Error([...names].join());`,
  );
}
