// Covers: command.ts, ../attest/options.ts, ../check/locked.ts
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webAuthority } from '../../../testing/certificates.ts';
import { untilTrue } from '../../../testing/poll.ts';
import { listen } from '../../../testing/proxy.ts';
import { temporaryFolder } from '../../../testing/process.ts';
import { fromHex, instant, toHex } from '../../verifier/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import { attest } from '../attest/command.ts';
import { check } from '../check/command.ts';
import { lockCommand } from './command.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/operators/lock-your-page.md'), 'utf8');
const project = temporaryFolder('lock-your-page');
const file = (name: string): string => join(project.path, name);
const authority = webAuthority(project.path);
const { cert, key } = authority.credential('example.org');
const servers: Server[] = [];
const ending = new AbortController();
let served: Promise<number> = Promise.resolve(0);

/** The commands of the page, in its order. */
const COMMANDS = [...PAGE.matchAll(/^```(\w*)\n([^]*?)\n```$/gm)].flatMap(([, kind, text = '']) => (kind === '' ? [text] : []));

/** A file that the page shows: its first line is a comment with its name. */
function shownFile(name: string): string {
  const [, text = ''] = new RegExp(`^\`\`\`js\\n// ${name}\\n([^]*?)\\n\`\`\`$`, 'm').exec(PAGE) ?? [];
  if (text === '') throw new Error(`the page shows no ${name}`);
  return text;
}

const NODE = `${process.execPath} --import ${pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href}`;

/** The words of a command of the program, as it gets them, in the reader's folder. */
const wordsOf = (command = '', more = ''): readonly string[] =>
  `${command}${more}`
    .replaceAll('/run/tls/', `${project.path}/`)
    .replaceAll(/ dist(?= |$)/g, ` ${file('dist')}`)
    .split(' ')
    .slice(3);

/** Asynchronously: the simulated platform, which some of them ask, is in this process. */
function run(command: string | undefined): Promise<{ readonly status: number | null; readonly text: string }> {
  const [program = '', ...words] = (command ?? '')
    .replace('npx vite', `${NODE} ${join(ROOT, 'node_modules/vite/bin/vite.js')}`)
    .split(' ');
  return new Promise((done) => {
    const child = spawn(program, words, { cwd: project.path, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()));
    child.on('close', (status) => {
      done({ status, text });
    });
  });
}

beforeAll(() => {
  cpSync(join(ROOT, 'testing/notes/page'), project.path, { recursive: true });
  // What an installed package is: here it is the source.
  const installed = join(project.path, 'node_modules/@sealmark/attester');
  mkdirSync(installed, { recursive: true });
  for (const [name, of] of Object.entries({ index: 'index.ts', vite: 'vite.ts' }))
    writeFileSync(join(installed, `${name}.js`), `export * from ${JSON.stringify(join(ROOT, 'src/attester', of))};`);
  const exported = { '.': './index.js', './vite': './vite.js' };
  writeFileSync(
    join(installed, 'package.json'),
    JSON.stringify({ name: '@sealmark/attester', type: 'module', exports: exported }),
  );
  writeFileSync(file('package.json'), '{ "type": "module" }');
  writeFileSync(file('fullchain.pem'), cert);
  writeFileSync(file('privkey.pem'), key, { mode: 0o600 });
  writeFileSync(file('root.der'), tdxAttester.anchors.intelSgxRoot[0]?.certificate ?? '');
});

afterAll(async () => {
  ending.abort();
  await served;
  for (const server of servers) server.close();
  project.remove();
});

/** The guest agent of dstack, with a simulated platform behind it. */
function platform(): Promise<void> {
  const agent = createServer((asked, response) => {
    let text = '';
    asked.on('data', (part: Buffer) => (text += part.toString()));
    asked.on('end', () => {
      const { report_data: reportData } = JSON.parse(text) as { readonly report_data: string };
      const wanted = { reportData: fromHex(reportData, 'report_data'), nonce: new Uint8Array(), now: instant(Date.now()) };
      response.end(JSON.stringify({ quote: toHex(tdxAttester.attest(wanted).evidence) }));
    });
  });
  servers.push(agent);
  return new Promise((done) => agent.listen(file('dstack.sock'), done));
}

/** The words that a simulated machine needs besides those of the page. */
const SIMULATED = () =>
  ` --source dstack --socket ${file('dstack.sock')} --no-endorsements --test-root ${file('root.der')} --listen unix:${file('attest.sock')}`;

/** A web server as in servers.md: the folder, and one path that the sidecar answers. */
function webServer(): Promise<number> {
  const server = createTlsServer({ key, cert }, (asked, response) => {
    const { url = '/' } = asked;
    if (url.startsWith('/.well-known/attestation')) {
      asked.pipe(
        request({ socketPath: file('attest.sock'), path: url }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }),
      );
      return;
    }
    response.setHeader('link', '</.well-known/attestation>; rel="attestation"');
    response.end(readFileSync(file(`dist${url === '/' ? '/index.html' : url}`)));
  });
  servers.push(server);
  return listen(server);
}

async function locked(command: string | undefined): Promise<readonly [number, string]> {
  const lines: string[] = [];
  const status = await lockCommand(wordsOf(command), (text) => lines.push(text));
  return [status, lines.join('\n')];
}

describe('the commands of “lock your page in fifteen minutes”', () => {
  const [lock, build, write, serve, look] = COMMANDS;

  it('work in their order, on a page that a build wrote without us', async () => {
    // What the reader has: no plugin yet, and letters in a script that another charset would read as others.
    expect(await run('npx vite build')).toMatchObject({ status: 0 });
    expect(await locked(lock)).toEqual([1, expect.stringMatching(/^blocked +charset: It is neither plain ASCII/m)]);

    writeFileSync(file('vite.config.js'), shownFile('vite.config.js'));
    expect(await run(build)).toMatchObject({ status: 0 });
    const named = '1 pages, 2 script files, 3 sources to name (strict)';
    expect([await locked(lock), await locked(write)]).toEqual([
      [0, named],
      [0, named],
    ]);

    await platform();
    const printed: string[] = [];
    served = attest(wordsOf(serve, SIMULATED()), { print: (text) => printed.push(text), signal: ending.signal });
    await untilTrue('the sidecar answers', () => Promise.resolve(printed.length > 0));
    expect(printed).toEqual([expect.stringContaining('answering for https://example.org')]);

    const lines: string[] = [];
    const node = `127.0.0.1:${String(await webServer())}`;
    const more = ['--connect-to', node, '--web-root', authority.file, '--offline', '--times', '1'];
    const context = { anchors: tdxAttester.anchors, print: (text: string) => lines.push(text) };
    await check([...wordsOf(look), ...more], context);
    expect(lines.join('\n')).toContain('the page is locked (strict) to 3 named sources; nothing in it is blocked');
  });

  it('are those, and the service that it shows names the same', async () => {
    expect(COMMANDS.map((command) => command.split(' ').slice(1, 3).join(' '))).toEqual([
      '@sealmark/cli lock',
      'vite build',
      '@sealmark/cli lock',
      '@sealmark/cli attest',
      '@sealmark/cli check',
    ]);
    const options = `source: dstack(${JSON.stringify(file('dstack.sock'))}), endorsements: 'none', anchors`;
    const shown = shownFile('server.js').replaceAll('/run/tls/', `${project.path}/`);
    writeFileSync(
      file('server.js'),
      `import { readFileSync } from 'node:fs';
       import { dstack } from '@sealmark/attester';
       import { pinnedAnchors } from ${JSON.stringify(join(ROOT, 'src/verifier/index.ts'))};
       const certificate = new Uint8Array(readFileSync('root.der'));
       const anchors = { ...pinnedAnchors, intelSgxRoot: [{ name: 'test', certificate, test: true }] };
       ${shown.replace('  keys,', `  keys, ${options},`)}
       console.log(Buffer.from(keys[0].key).toString().split(' ').length, attestation.first.result.tee);`,
    );
    expect(await run(`${NODE} server.js`)).toMatchObject({ status: 0, text: expect.stringContaining('\n3 tdx\n') as unknown });
  });
});
