import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { open, toBase64Url, toHex } from '../../verifier/index.ts';
import { toPem } from '../../verifier/testing/der-writer.ts';
import { envelope, quote, runtimeData, type RuntimeData } from '../../verifier/testing/snp/paravisor-writer.ts';
import type { AttesterError } from '../attester-error.ts';
import type { MadeEvidence } from '../source.ts';
import { azureVtpm, hasAzureVtpm } from './azure-vtpm.ts';

const folder = mkdtempSync(join(tmpdir(), 'azure-'));
const file = (name: string): string => join(folder, name);
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/**
 * Stand-ins for tpm2-tools, over files instead of the TPM: they record their arguments, read and write the same bytes by the same
 * options, and refuse what tpm2-tools 5.4 refuses.
 */
function tool(name: string, body: string): void {
  writeFileSync(
    file(name),
    `#!/usr/bin/env node
const fs = require('fs');
const words = process.argv.slice(2);
const after = (option) => words[words.indexOf(option) + 1];
const at = (name) => ${JSON.stringify(folder)} + '/' + name;
fs.appendFileSync(at('asked'), [${JSON.stringify(name)}, ...words].join(' ') + '\\n');
${body}
`,
  );
  chmodSync(file(name), 0o755);
}
tool('tpm2_nvreadpublic', "if (!fs.existsSync(at('defined'))) { console.error('no such index'); process.exit(1); }");
tool('tpm2_nvdefine', "fs.writeFileSync(at('defined'), after('-s'));");
tool(
  'tpm2_nvwrite',
  "const bytes = fs.readFileSync(0); if (String(bytes.length) !== fs.readFileSync(at('defined'), 'utf8')) process.exit(1); fs.writeFileSync(at('user-data'), bytes);",
);
tool(
  'tpm2_nvread',
  "process.stdout.write(fs.readFileSync(at(fs.existsSync(at('user-data-taken')) ? 'report' : 'old-report'))); fs.writeFileSync(at('user-data-taken'), '');",
);
tool(
  'tpm2_quote',
  "fs.writeFileSync(after('-m'), fs.readFileSync(at('message'))); fs.writeFileSync(after('-s'), fs.readFileSync(at('signature'))); fs.writeFileSync(after('-o'), fs.readFileSync(at('pcrs')));",
);

const pcrs = Array.from({ length: 24 }, (_, index) => Uint8Array.from(createHash('sha256').update(String(index)).digest()));
const reportData = Uint8Array.from(randomBytes(64));
/** Where an SEV-SNP report has it; where a TD report does is no matter here. */
const REPORT_DATA_AT = 0x50;
/** A TPM hands an index over in parts of this size (TPM2_PT_NV_BUFFER_MAX). */
const PART_BYTES = 1024;
const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest());

/** The machine's TPM: of this kind, with a report over our data on the second read. @param changed its runtime data afterwards */
function machine(kind: 'snp' | 'tdx', report = new Uint8Array(1184).fill(7), changed: RuntimeData = {}): void {
  const over = (userData: Uint8Array): Uint8Array => {
    const runtime = runtimeData(userData);
    const whole = Uint8Array.from(report);
    whole.set(sha256(runtime), REPORT_DATA_AT);
    return envelope(whole, runtimeData(userData, changed), { reportType: kind === 'snp' ? 2 : 4 });
  };
  writeFileSync(file('old-report'), over(randomBytes(64)));
  writeFileSync(file('report'), over(reportData));
  const { message, signature } = quote({ extraData: sha256(reportData), pcrs });
  writeFileSync(file('message'), message);
  writeFileSync(file('signature'), signature);
  writeFileSync(file('pcrs'), Buffer.concat(pcrs));
}
beforeEach(() => {
  for (const name of ['asked', 'defined', 'user-data', 'user-data-taken']) rmSync(file(name), { force: true });
});

const VCEK = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05);
const QUOTE = Uint8Array.of(4, 0, 2);

/** Azure's in-machine services, and the requests they received. */
async function services(status = 200): Promise<{ readonly address: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      asked.push(`${String(request.method)} ${String(request.url)} ${String(request.headers['metadata'])} ${text}`);
      const vcekCert = toPem('CERTIFICATE', VCEK);
      const answer = request.method === 'GET' ? { vcekCert, tcbm: '0' } : { quote: toBase64Url(QUOTE) };
      response.writeHead(status).end(JSON.stringify(answer));
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked };
}

const made = (address: string): Promise<MadeEvidence> =>
  azureVtpm({ tools: folder, services: address }).make({
    reportData,
    nonce: new Uint8Array(),
    signal: AbortSignal.timeout(50_000),
  });
const members = ({ evidence }: MadeEvidence): Record<string, unknown> =>
  JSON.parse(Buffer.from(evidence.bytes).toString()) as Record<string, unknown>;

describe('Azure’s virtual TPM', () => {
  it('returns an SEV-SNP report over the report data, the chip’s certificate, and a quote over every register', async () => {
    machine('snp');
    const { address, asked } = await services();
    const evidence = await made(address);
    expect(members(evidence)).toEqual({
      version: 1,
      hcl_report: toBase64Url(Uint8Array.from(readFileSync(file('report')))),
      vcek: toBase64Url(VCEK),
      tpm_quote: {
        message: readFileSync(file('message')).toString('hex'),
        signature: readFileSync(file('signature')).toString('hex'),
        pcrs: pcrs.map(toHex),
      },
    });
    expect(asked).toEqual(['GET /metadata/THIM/amd/certification true ']);
    expect(toHex(Uint8Array.from(readFileSync(file('user-data'))))).toBe(toHex(reportData));
  });

  it('asks the TPM for a quote by its own key, with the digest of the report data', async () => {
    machine('snp');
    await made((await services()).address);
    const [quoted] = readFileSync(file('asked'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('tpm2_quote'));
    expect(quoted).toContain(
      `-c 0x81000003 -l sha256:${pcrs.map((_, index) => index).join(',')} -q ${toHex(sha256(reportData))} `,
    );
  });

  it('of a TDX machine includes Intel’s quote of its report', async () => {
    const report = new Uint8Array(1184);
    report.set(randomBytes(1024));
    machine('tdx', report);
    const { address, asked } = await services();
    const evidence = await made(address);
    expect([members(evidence)['td_quote'], members(evidence)['vcek']]).toEqual([toBase64Url(QUOTE), undefined]);
    const written = Uint8Array.from(readFileSync(file('report')).subarray(32, 32 + 1024));
    expect(asked).toEqual([`POST /acc/tdquote undefined {"report":"${toBase64Url(written)}"}`]);
  });

  it('makes evidence that the verifier reads as this TEE’s', async () => {
    for (const kind of ['tdx'] as const) {
      machine(kind);
      const { evidence } = await made((await services()).address);
      const opening = open(evidence);
      expect(opening.at === 'malformed' ? opening.field : '').not.toContain('Azure');
    }
  });

  it('is read again when the paravisor wrote its report between two parts of the read', async () => {
    machine('snp');
    const [old, next] = [readFileSync(file('old-report')), readFileSync(file('report'))];
    writeFileSync(file('old-report'), Buffer.concat([old.subarray(0, PART_BYTES), next.subarray(PART_BYTES)]));
    const evidence = await made((await services()).address);
    expect(members(evidence)['hcl_report']).toBe(toBase64Url(Uint8Array.from(next)));
  });

  it('whose report stays one of two parts is given to the verifier, which says so', async () => {
    machine('snp', undefined, { more: true });
    const evidence = await made((await services()).address);
    expect(members(evidence)['hcl_report']).toBe(toBase64Url(Uint8Array.from(readFileSync(file('report')))));
  });

  it('uses the index defined by an earlier start', async () => {
    machine('snp');
    const { address } = await services();
    await made(address);
    rmSync(file('user-data-taken'));
    await made(address);
    expect(readFileSync(file('asked'), 'utf8').match(/^tpm2_nvdefine -C o 0x01400002 -s 64$/gm)).toHaveLength(1);
  });

  it('that cannot be opened is an error with its tool’s message', async () => {
    machine('snp');
    rmSync(file('message'));
    const error = await made((await services()).address).then(
      () => null,
      (cause: unknown) => cause as AttesterError,
    );
    expect(error?.message).toMatch(/tpm2_quote ended with 1/);
  });

  it('is asked again if Azure’s services do not answer', async () => {
    machine('snp');
    await expect(made((await services(500)).address)).rejects.toMatchObject({ code: 'source-for-now' });
  });

  it('is detected by the asset tag of Azure’s firmware only', async () => {
    const tag = file('tag');
    writeFileSync(tag, '7783-7084-3265-9085-8269-3286-77\n');
    expect(existsSync(file('tpmrm0'))).toBe(false);
    expect(await hasAzureVtpm(file('tpmrm0'), tag)).toBe(false);
    writeFileSync(file('tpmrm0'), '');
    expect(await hasAzureVtpm(file('tpmrm0'), tag)).toBe(true);
    writeFileSync(tag, 'another\n');
    expect(await hasAzureVtpm(file('tpmrm0'), tag)).toBe(false);
  });
});
