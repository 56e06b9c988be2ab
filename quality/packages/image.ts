import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nsmModule } from '../../testing/attester/nsm-module.ts';
import { nitroAttester } from '../../src/verifier/testing/attesters/nitro.ts';

/** Where it is tried: a folder that has the packages, and a certificate for the service. */
type Project = { readonly folder: string; readonly certificate: string };

const STARTUP_MS = 60_000;

/** What `npm install @sealmark/attester` puts into a project: its other packages are of no use in an enclave. */
const INSTALLED = ['@sealmark/attester', '@sealmark/verifier'];

/** The operator's service: the kit appraises its own document before it answers. */
const SERVER = `import { readFileSync } from 'node:fs';
import { attester, nitro } from '@sealmark/attester';
import { pinnedAnchors } from '@sealmark/verifier';
const awsNitroRoot = [{ name: 'test root', certificate: new Uint8Array(readFileSync(new URL('root.der', import.meta.url))), test: true }];
const { first } = await attester({
  origin: 'https://example.org',
  tls: { certificateFile: new URL('cert.pem', import.meta.url).pathname },
  source: nitro(process.env.NSM_SOCKET),
  anchors: { ...pinnedAnchors, awsNitroRoot },
  log: () => undefined,
});
console.log('serving', first.result.tee, first.result.vector.hardware);
`;

/**
 * Carries out a Dockerfile's lines in their order on this machine, each stage in a folder of its own, with no container around it: this
 * shows that its commands do what they say, not what its base images contain. The security module is a process of the test.
 *
 * @returns what was wrong; null when the service came up with evidence that it verified
 */
export async function builtAndStarted(dockerfile: string, { folder, certificate }: Project): Promise<string | null> {
  const place = join(folder, 'image');
  const project = join(place, 'project');
  mkdirSync(project, { recursive: true });
  for (const name of INSTALLED)
    cpSync(join(folder, 'node_modules', name), join(project, 'node_modules', name), { recursive: true });
  cpSync(certificate, join(project, 'cert.pem'));
  const [root] = nitroAttester.anchors.awsNitroRoot;
  writeFileSync(join(project, 'root.der'), root?.certificate ?? '');
  writeFileSync(join(project, 'server.js'), SERVER);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));

  const stages = new Map<string, string>();
  let stage = '';
  for (const line of dockerfile.trim().split('\n').filter(Boolean)) {
    const [word = '', ...rest] = line.split(' ');
    const here = (text: string): string => text.replaceAll('/app', join(stage, 'app')).replaceAll('/run/', `${stage}/run/`);
    if (word === 'FROM') {
      stage = join(place, `stage${String(stages.size)}`);
      mkdirSync(join(stage, 'run'), { recursive: true });
      stages.set(rest[2] ?? '', stage);
    } else if (word === 'COPY') {
      const [from, what = '', to = ''] = rest.length === 3 ? rest : ['', ...rest];
      const source = from === '' ? join(project, what) : join(stages.get(from?.replace('--from=', '') ?? '') ?? '-', what);
      cpSync(source, here(to), { recursive: true });
    } else if (word === 'RUN') {
      const command = `${here(rest.join(' '))} ${join(process.cwd(), 'testing/attester/nsm-module.c')}`;
      const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
      if (status !== 0) return `${line}: ${stderr}`;
    } else if (word === 'CMD') return await started(here(rest.join(' ')), stage);
    else return `nobody knows how to do “${line}”`;
  }
  return `the image starts nothing: ${readdirSync(place).join(', ')}`;
}

async function started(command: string, stage: string): Promise<string | null> {
  const socket = join(stage, 'module.sock');
  const module = await nsmModule(socket);
  const env = { ...process.env, NSM_MODULE: socket, NSM_SOCKET: join(stage, 'run/sealmark/nsm.sock') };
  const child = spawn('sh', ['-c', command], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()));
  try {
    await new Promise<void>((done) => {
      const stop = setTimeout(done, STARTUP_MS);
      child.once('exit', () => {
        clearTimeout(stop);
        done();
      });
    });
    return text.includes('serving nitro affirming') ? null : `“${command}” printed: ${text}`;
  } finally {
    endGroup(child.pid);
    module.close();
  }
}

/** The helper outlives the service, as in the enclave; where it never came up there is nothing to end. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
