import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { equalBytes, fromPem, parseJsonObject, toBase64Url, toHex } from '../../verifier/index.ts';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceSource } from '../source.ts';
import { sourceError } from './errors.ts';
import { outputOf } from './run-program.ts';

/** Where Azure's tools and services are, if not where its images have them. */
export type AzureVtpmOptions = {
  /** Folder of tpm2-tools; searched on the path by default. */
  readonly tools?: string;
  /** Azure's services inside the machine, without a trailing slash. */
  readonly services?: string;
};

/** Where the paravisor writes its report, and where it reads the 64 bytes to put into it (Azure, "Guest attestation design detail"). */
const REPORT_INDEX = '0x01400001';
const USER_DATA_INDEX = '0x01400002';
/** The virtual TPM's own key, named in the report. */
const ATTESTATION_KEY = '0x81000003';
const SERVICES = 'http://169.254.169.254';
const TPM = '/dev/tpmrm0';

const PCR_BYTES = 32;
const PCR_COUNT = 24;
/** The report in the paravisor's envelope, followed by five words (its kind, the size of the runtime data) and the runtime data. */
const REPORT = { at: 32, end: 32 + 1184, tdReportBytes: 1024, kindAt: 32 + 1184 + 8, snp: 2, tdx: 4 } as const;
const RUNTIME = { sizeAt: REPORT.end + 16, at: REPORT.end + 20 } as const;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Milliseconds that the paravisor needs to read the 64 bytes. */
const BETWEEN_READS_MS = 100;
const HELP = 'Install tpm2-tools, and run as a user who may open /dev/tpmrm0.';

/**
 * A virtual machine of Azure, SEV-SNP or TDX: the paravisor's report, the certificate or quote that Azure's services issue for
 * it, and the virtual TPM's quote over its registers with the report data's digest, in the form of Confidential Containers'
 * attesters (`az-snp-vtpm`, `az-tdx-vtpm`).
 */
export function azureVtpm({ tools, services = SERVICES }: AzureVtpmOptions = {}): EvidenceSource {
  const run: Run = (name, words, signal, input = new Uint8Array()) =>
    outputOf(tools === undefined ? name : join(tools, name), words, input, signal);

  /**
   * Reads the report until it contains these 64 bytes, because other programs here may write others in between, and until it is
   * whole. One that stays as it is although its parts do not belong together is returned: the verifier says what is wrong with it.
   */
  const reported = async (reportData: Uint8Array, signal: AbortSignal): Promise<Uint8Array> => {
    await ownerIndex(run, signal);
    await run('tpm2_nvwrite', ['-C', 'o', USER_DATA_INDEX, '-i', '-'], signal, reportData);
    for (let before = new Uint8Array(); ;) {
      const report = await run('tpm2_nvread', ['-C', 'o', REPORT_INDEX], signal);
      if (mentions(report, reportData) && (isWhole(report) || equalBytes(report, before))) return report;
      before = Uint8Array.from(report);
      await sleep(BETWEEN_READS_MS, undefined, { signal });
    }
  };

  return {
    name: 'Azure’s virtual TPM',
    async make({ reportData, signal }) {
      try {
        const report = await reported(reportData, signal);
        const quote = await tpmQuote(run, reportData, signal);
        const endorsed = await endorsementOf(services, report, signal);
        const evidence = { version: 1, hcl_report: toBase64Url(report), ...endorsed, tpm_quote: quote };
        return {
          evidence: { type: 'snp-report', bytes: Buffer.from(JSON.stringify(evidence)), parameters: {} },
          endorsements: [],
        };
      } catch (error) {
        throw sourceError('The virtual TPM gave no report.', HELP, error);
      }
    },
  };
}

/** Is this an Azure machine with a virtual TPM? Its firmware says so (SMBIOS asset tag). */
export async function hasAzureVtpm(tpm = TPM, assetTag = '/sys/class/dmi/id/chassis_asset_tag'): Promise<boolean> {
  try {
    await access(tpm);
    return (await readFile(assetTag, 'utf8')).trim() === '7783-7084-3265-9085-8269-3286-77';
  } catch {
    return false;
  }
}

type Run = (name: string, words: readonly string[], signal: AbortSignal, input?: Uint8Array) => Promise<Uint8Array>;

const mentions = (report: Uint8Array, userData: Uint8Array): boolean =>
  Buffer.from(report).toString('latin1').toLowerCase().includes(toHex(userData));

/**
 * Does the processor's report hold the digest of the runtime data behind it? A TPM hands an index over in parts
 * (TPM2_PT_NV_BUFFER_MAX), so a report read while the paravisor writes it may begin with the last one and end with the next.
 */
function isWhole(report: Uint8Array): boolean {
  const bytes = Buffer.from(report);
  if (bytes.length < RUNTIME.at) return false;
  const runtime = bytes.subarray(RUNTIME.at, RUNTIME.at + bytes.readUInt32LE(RUNTIME.sizeAt));
  return bytes.subarray(REPORT.at, REPORT.end).includes(createHash('sha256').update(runtime).digest());
}

/** Defined once in a machine's life; an existing one is fine. */
async function ownerIndex(run: Run, signal: AbortSignal): Promise<void> {
  const words = ['-C', 'o', USER_DATA_INDEX, '-s', '64'];
  await run('tpm2_nvreadpublic', [USER_DATA_INDEX], signal).catch(() => run('tpm2_nvdefine', words, signal));
}

/** The TPM's quote over every register, with the digest of the report data: 64 bytes are too long for it. */
async function tpmQuote(run: Run, reportData: Uint8Array, signal: AbortSignal): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'sealmark-tpm-'));
  const file = (name: string): string => join(folder, name);
  const all = Array.from({ length: PCR_COUNT }, (_, index) => index).join(',');
  const qualifying = createHash('sha256').update(reportData).digest('hex');
  try {
    const written = ['-m', file('message'), '-s', file('signature'), '-f', 'plain', '-o', file('pcrs'), '-F', 'values'];
    await run('tpm2_quote', ['-c', ATTESTATION_KEY, '-l', `sha256:${all}`, '-q', qualifying, '-g', 'sha256', ...written], signal);
    const values = await readFile(file('pcrs'));
    if (values.length !== PCR_COUNT * PCR_BYTES)
      throw new AttesterError(
        'source',
        `tpm2_quote wrote ${String(values.length)} bytes of registers.`,
        `Make room in ${tmpdir()}, and use tpm2-tools 5 or later.`,
      );
    return {
      message: (await readFile(file('message'))).toString('hex'),
      signature: (await readFile(file('signature'))).toString('hex'),
      pcrs: Array.from({ length: PCR_COUNT }, (_, at) => values.subarray(at * PCR_BYTES, (at + 1) * PCR_BYTES).toString('hex')),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What authenticates the report: for SEV-SNP the chip's certificate, for TDX Intel's quote of it. */
async function endorsementOf(services: string, report: Uint8Array, signal: AbortSignal): Promise<object> {
  const kind = new DataView(report.buffer, report.byteOffset, report.byteLength).getUint32(REPORT.kindAt, true);
  if (kind === REPORT.snp) {
    const headers = { Metadata: 'true' };
    const answer = await asked(`${services}/metadata/THIM/amd/certification`, { headers, signal });
    const [vcek] = fromPem(Buffer.from(answer.string('vcekCert')), 'CERTIFICATE', 'vcekCert');
    return vcek === undefined ? {} : { vcek: toBase64Url(vcek) };
  }
  if (kind !== REPORT.tdx) throw new AttesterError('source', `The paravisor’s report is of kind ${String(kind)}.`, HELP);
  const tdReport = toBase64Url(report.subarray(REPORT.at, REPORT.at + REPORT.tdReportBytes));
  const body = JSON.stringify({ report: tdReport });
  const headers = { 'content-type': 'application/json' };
  const answer = await asked(`${services}/acc/tdquote`, { method: 'POST', headers, body, signal });
  return { td_quote: answer.string('quote') };
}

async function asked(url: string, how: RequestInit) {
  const response = await fetch(url, { redirect: 'error', ...how });
  if (response.status !== 200)
    throw new AttesterError('source-for-now', `${url} answered ${String(response.status)}.`, 'Look at Azure’s service health.');
  return parseJsonObject(new Uint8Array(await response.arrayBuffer()), 'Azure', MAX_ANSWER_BYTES);
}
