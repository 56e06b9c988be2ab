import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { equalBytes, fromBase64Url, instant, toBase64Url } from '../../src/verifier/index.ts';
import { snpVcek } from '../../src/verifier/testing/attesters/snp.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import type { Attested, Attester } from '../../src/verifier/testing/attester.ts';
import { attestationKey, envelope, runtimeData, sha256 } from '../../src/verifier/testing/snp/paravisor-writer.ts';
import { outputOf } from '../../src/attester/sources/run-program.ts';
import { untilTrue } from '../poll.ts';
import { programNamed } from './programs.ts';

/** A confidential machine as Azure builds it: a real TPM 2.0 (swtpm), and stand-ins for what is around it. */
export type AzureMachine = {
  /** Folder of tpm2-tools. */
  readonly tools: string;
  /** Environment in which they reach this machine's TPM. */
  readonly env: Readonly<Record<string, string>>;
  /** Azure's services inside the machine. */
  readonly services: string;
  /** Runs one of tpm2-tools. */
  readonly tpm: (name: string, ...words: readonly string[]) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
};

/** The processor behind each kind of machine. */
export const PROCESSORS = { snp: snpVcek, tdx: tdxAttester } as const satisfies Record<string, Attester>;

/** Are swtpm and tpm2-tools here (scripts/debian.mjs)? */
export const canEmulateTpm = (): boolean => programNamed('swtpm') !== null && programNamed('tpm2') !== null;

const REPORT_INDEX = '0x01400001';
const USER_DATA_INDEX = '0x01400002';
const ATTESTATION_KEY = '0x81000003';
/** Azure's index has 2600 bytes; libtpms has room for 2048 (TPM2_PT_NV_INDEX_MAX), and the rest would be padding. */
const REPORT_BYTES = 2048;
const REPORT_TYPE = { snp: 2, tdx: 4 } as const;
/** REPORTDATA in a TDREPORT (Intel TDX module ABI specification, REPORTMACSTRUCT). */
const TD_REPORT_DATA = { at: 128, end: 192 } as const;
const BETWEEN_LOOKS_MS = 20;

/** Starts one. Its TPM has the attestation key and a first report where Azure's has them, and no index for user data yet. */
export async function azureMachine(kind: keyof typeof PROCESSORS): Promise<AzureMachine> {
  const [swtpm, tpm2] = [programNamed('swtpm'), programNamed('tpm2')];
  if (swtpm === null || tpm2 === null) throw new Error('this machine has no swtpm, or no tpm2-tools');
  const folder = mkdtempSync(join(tmpdir(), 'azure-machine-'));
  const [file, tools] = [(name: string): string => join(folder, name), dirname(tpm2.path)];
  const server = ['--server', `type=unixio,path=${file('tpm')}`, '--ctrl', `type=unixio,path=${file('tpm.ctrl')}`];
  const words = ['socket', '--tpm2', '--tpmstate', `dir=${folder}`, ...server, '--flags', 'not-need-init,startup-clear'];
  const chip = spawn(swtpm.path, words, { stdio: 'ignore', env: { ...process.env, ...swtpm.env } });
  const env = { ...tpm2.env, TPM2TOOLS_TCTI: `swtpm:path=${file('tpm')}` };
  const run: Run = (name, asked, input = new Uint8Array()) =>
    outputOf('env', [...Object.entries(env).map(([key, value]) => `${key}=${value}`), join(tools, name), ...asked], input, NEVER);

  await untilTrue('the TPM answers', () => run('tpm2_getcap', ['properties-fixed']).then(isThere, () => false));
  const key = await keyOf(run, file);
  const paravisor = await paravisorOf(kind, run, key);
  const services = await servicesOf(kind);
  return {
    tools,
    env,
    services: services.address,
    tpm: (name, ...asked) => run(name, asked),
    async close() {
      await paravisor.close();
      await services.close();
      chip.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Run = (name: string, words: readonly string[], input?: Uint8Array) => Promise<Uint8Array>;

const NEVER = new AbortController().signal;
const isThere = (): boolean => true;

/** The TPM's own signing key, where Azure keeps it. @returns its SubjectPublicKeyInfo */
async function keyOf(run: Run, file: (name: string) => string): Promise<Uint8Array> {
  const attributes = 'restricted|sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth';
  const how = ['-Q', '-C', 'e', '-g', 'sha256', '-G', 'rsa2048:rsassa-sha256:null', '-a', attributes, '-c', file('key')];
  await run('tpm2_createprimary', how);
  await run('tpm2_evictcontrol', ['-Q', '-C', 'o', '-c', file('key'), ATTESTATION_KEY]);
  await run('tpm2_flushcontext', ['-t']);
  await run('tpm2_readpublic', ['-Q', '-c', ATTESTATION_KEY, '-f', 'der', '-o', file('key.der')]);
  const der = { key: readFileSync(file('key.der')), format: 'der', type: 'spki' } as const;
  return Uint8Array.from(createPublicKey(der).export({ format: 'der', type: 'spki' }));
}

/**
 * The host compatibility layer: writes its report again when somebody has written other user data. It answers after a moment, as the
 * real one does, so that whoever reads at once reads the report before it.
 */
async function paravisorOf(
  kind: keyof typeof PROCESSORS,
  run: Run,
  key: Uint8Array,
): Promise<{ readonly close: () => Promise<void> }> {
  let isOver = false;
  let seen: Uint8Array = new Uint8Array();
  const write = async (userData: Uint8Array): Promise<void> => {
    const runtime = runtimeData(userData, {}, { ...attestationKey, spki: key });
    const reportData = Buffer.concat([sha256(runtime), new Uint8Array(32)]);
    const whole = envelope(reportOf(kind, reportData), runtime, { reportType: REPORT_TYPE[kind], padding: 0 });
    const report = Buffer.concat([whole, new Uint8Array(REPORT_BYTES - whole.length)]);
    await run('tpm2_nvwrite', ['-C', 'o', REPORT_INDEX, '-i', '-'], report);
    seen = userData;
  };
  const works = async (): Promise<void> => {
    while (!isOver) {
      const userData = await run('tpm2_nvread', ['-C', 'o', USER_DATA_INDEX]).catch(() => null);
      if (userData?.length === 64 && !equalBytes(userData, seen)) await write(userData);
      await sleep(BETWEEN_LOOKS_MS);
    }
  };
  await run('tpm2_nvdefine', ['-C', 'o', REPORT_INDEX, '-s', String(REPORT_BYTES)]);
  // Before anybody can read it: the machine booted with it.
  await write(new Uint8Array(64));
  const working = works();
  return {
    async close() {
      isOver = true;
      await working;
    },
  };
}

const attested = (kind: keyof typeof PROCESSORS, reportData: Uint8Array): Attested =>
  PROCESSORS[kind].attest({ reportData, nonce: new Uint8Array(), now: instant(Date.now()) });

/** The processor's report: of SEV-SNP signed, of TDX one that only its own machine can check. */
function reportOf(kind: keyof typeof PROCESSORS, reportData: Uint8Array): Uint8Array {
  if (kind === 'snp') return attested(kind, reportData).evidence;
  const report = new Uint8Array(1184);
  report.set(reportData, TD_REPORT_DATA.at);
  return report;
}

/** The chip's certificate; Intel's quote of a TD report, over the report data that this report holds. */
async function servicesOf(
  kind: keyof typeof PROCESSORS,
): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      response.end(JSON.stringify(request.method === 'GET' ? { vcekCert: certificateOf(kind), tcbm: '0' } : quoted(text)));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
      }),
  };
}

function certificateOf(kind: keyof typeof PROCESSORS): string {
  const [document] = attested(kind, new Uint8Array(64)).endorsements;
  const [certificate = ''] =
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(Buffer.from(document?.bytes ?? []).toString()) ?? [];
  return certificate;
}

function quoted(text: string): object {
  const { report } = JSON.parse(text) as { readonly report: string };
  const tdReport = fromBase64Url(report, 'report');
  return { quote: toBase64Url(attested('tdx', tdReport.subarray(TD_REPORT_DATA.at, TD_REPORT_DATA.end)).evidence) };
}
