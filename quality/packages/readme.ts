import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FENCE = /^```js\n([\s\S]+?)^```/gm;

/** The JavaScript of a README, all of its blocks as one module. */
export const codeOf = (document: string): string =>
  [...readFileSync(document, 'utf8').matchAll(FENCE)].map(([, code = '']) => code).join('\n');

/** Quotes of the test authority in place of a manufacturer's: the one change that the example gets. */
const UNDER_TEST = {
  from: 'anchors: pinnedAnchors,',
  to: "anchors: { ...pinnedAnchors, intelSgxRoot: [{ name: 'test root', certificate: bytesOf(readFileSync('root.der', 'base64url')), test: true }] },",
} as const;

/**
 * A client of the service that the README writes: its challenge, a quote over it, the same once more, and a quote over another one.
 * The quotes come from the machine's agent.
 */
const CLIENT = `
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
const [agent] = process.argv.slice(2);
const quoted = (hex) => new Promise((done) => {
  request({ socketPath: agent, path: '/GetQuote', method: 'POST' }, (answer) => {
    let text = '';
    answer.on('data', (part) => (text += part));
    answer.on('end', () => done(Buffer.from(JSON.parse(text).quote, 'hex').toString('base64url')));
  }).end(JSON.stringify({ report_data: hex }));
});
const server = app.listen(0, '127.0.0.1', async () => {
  const at = 'http://127.0.0.1:' + server.address().port;
  const challenge = async () => await (await fetch(at + '/challenge')).text();
  const collateral = readFileSync('collateral.json').toString('base64url');
  const post = async (body) => (await fetch(at + '/quote', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ collateral, ...body }),
  })).status;
  const [one, two] = [await challenge(), await challenge()];
  const quote = await quoted(Buffer.from(one, 'base64url').toString('hex'));
  console.log(await post({ quote, challenge: one }), await post({ quote, challenge: one }), await post({ quote, challenge: two }));
  process.exit(0);
});
`;

/**
 * Runs the verifier's README in a project that has the package, Express and the test authority's files. @returns what it printed;
 * null when genuine evidence over the client's own challenge is accepted, once, and nothing else
 */
export async function verifierReadme(
  folder: string,
  agent: string,
  run: (program: string, words: readonly string[], cwd: string) => Promise<{ readonly text: string }>,
): Promise<string | null> {
  const code = codeOf('src/verifier/README.md');
  if (!code.includes(UNDER_TEST.from)) return `the example has no “${UNDER_TEST.from}” any more`;
  writeFileSync(join(folder, 'readme.mjs'), `${code.replace(UNDER_TEST.from, UNDER_TEST.to)}\n${CLIENT}`);
  const { text } = await run(process.execPath, ['readme.mjs', agent], folder);
  return text === '200 403 403\n' ? null : text;
}

const TYPES = `
import { appraise, open, type AppraisalInput, type AttestationResult } from '@sealmark/verifier';
import { readDocument } from '@sealmark/verifier/protocol';
export const opened = (bytes: Uint8Array) => open(readDocument(bytes).evidence).at;
export const appraised = (input: AppraisalInput): Promise<AttestationResult> => appraise(input);
`;

/**
 * Compiles a project that has the verifier with the compiler's strictest words, its declarations included (`skipLibCheck` off), under
 * a library: \`es2022\` alone has neither a browser nor Node. @returns what the compiler printed
 */
export function typesUnder(folder: string, library: string): string | null {
  writeFileSync(join(folder, 'verifier-types.ts'), TYPES);
  const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
  const strict = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--skipLibCheck',
    'false',
  ];
  const words = [
    ...strict,
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--typeRoots',
    'none',
    '--lib',
    library,
    'verifier-types.ts',
  ];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...words], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? null : stdout;
}
