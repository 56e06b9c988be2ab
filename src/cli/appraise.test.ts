import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { toHex } from '../verifier/index.ts';
import { iasAttester } from '../verifier/testing/attesters/ias.ts';
import { makeCase } from '../verifier/testing/intel/case.ts';
import { level, SGX_LEVELS } from '../verifier/testing/intel/documents.ts';
import { NOW } from '../verifier/testing/intel/appraised.ts';
import { ENCLAVE, TD } from '../verifier/testing/intel/quote-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'appraise-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function saved(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

const made = makeCase({ now: NOW });
const td = makeCase({ now: NOW, tee: 'tdx', version: 4 });
const root = saved('root.der', made.authorities.root.certificate);
const at = '2026-11-25T12:00:00Z';

/** An accepted request, with changes. */
const request = (changes: object = {}): object => ({
  id: 'one',
  at,
  evidence: { type: 'dcap-quote', file: saved('quote.bin', made.evidence) },
  endorsements: { dcapCollateral: saved('collateral.json', made.collateral) },
  anchors: { intelSgxRoot: root },
  ...changes,
});

/** One line of output, with the members that tests use. */
function parsed(line: string): PrintedAnswer {
  const answer: PrintedAnswer = JSON.parse(line) as PrintedAnswer;
  return answer;
}

type PrintedAnswer = Readonly<Record<string, unknown>> & {
  readonly error?: { readonly code: string; readonly message: string };
  readonly decision?: string;
};

type Run = { readonly status: number | null; readonly out: string; readonly err: string };

function run(words: readonly string[], input: string): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/appraise.ts', ...words], {
    input,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

function answers(...requests: readonly (object | string)[]): readonly PrintedAnswer[] {
  const input = requests.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
  const { status, out } = run(['--jsonl'], input);
  expect(status).toBe(0);
  return out.trim().split('\n').map(parsed);
}

const words = (...requests: readonly (object | string)[]): readonly string[] =>
  answers(...requests).map(({ decision, error }) => decision ?? error?.code ?? 'neither');

describe('appraise --jsonl', () => {
  it('answers each line in order with the result, its id and a decision', () => {
    const [first, second] = answers(request(), request({ id: 'two' }));
    expect(first).toMatchObject({ id: 'one', decision: 'accept', tee: 'sgx', judgedAt: '2026-11-25T12:00:00.000Z' });
    expect(first?.['simulated']).toEqual([root, 'clock']);
    expect(second?.['id']).toBe('two');
  });

  it('answers a bad line with an error and continues', () => {
    expect(
      words(
        'garbage',
        '{"id":"x"}',
        '{"id":"x","id":"y"}',
        request({ evidence: { type: 'no-such-thing', file: root } }),
        request({ evidence: { type: 'dcap-quote', file: join(folder, 'absent') } }),
        request({ evidence: { type: 'dcap-quote', file: folder } }),
        request({ surprise: 1 }),
        request({ at: 'tomorrow' }),
        request({ policy: { debug: 'perhaps' } }),
        request({ policy: { vmpl: 0 } }),
        request({ expected: { pcrs: {} } }),
        request({ expected: { reportData: 'xyz' } }),
        request({ endorsements: { nonsense: root } }),
        request({ anchors: { nonsense: root } }),
        request({ anchors: { intelSgxRoot: saved('two.pem', new TextEncoder().encode('-----BEGIN')) } }),
        request(),
      ),
    ).toEqual([
      'bad-json',
      'bad-request',
      'bad-json',
      'evidence-not-supported',
      'file-unreadable',
      'file-unreadable',
      ...Array.from({ length: 9 }, () => 'bad-request'),
      'accept',
    ]);
  });

  it('returns the id of a refused line, if it could be read', () => {
    const [refused] = answers(request({ id: 'mine', policy: { debug: 'perhaps' } }));
    expect(refused?.['id']).toBe('mine');
    expect(refused?.error?.message).toContain('policy.debug');
  });

  it('refuses files and lines that are too large', () => {
    const large = saved('large.bin', new Uint8Array(3 * 1024 * 1024));
    expect(words(request({ evidence: { type: 'dcap-quote', file: large } }), `{"id":"${'a'.repeat(5 * 1024 * 1024)}"}`)).toEqual([
      'file-too-large',
      'line-too-long',
    ]);
  });

  it('reads its requests from a pipe as from a file', () => {
    const input = saved('requests.jsonl', new TextEncoder().encode(JSON.stringify(request())));
    const command = `cat ${input} | ${process.execPath} --import tsx src/cli/appraise.ts --jsonl`;
    const { status, stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect([status, parsed(stdout).decision]).toEqual([0, 'accept']);
  });

  it('writes its times as RFC 3339, even at the end of the last year', () => {
    const [late] = answers(request({ at: '9999-12-31T23:59:59Z', endorsements: {} }));
    expect(late?.['goodUntil']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('takes hex in either case, with either prefix', () => {
    const mrEnclave = toHex(ENCLAVE.mrEnclave);
    expect(
      words(
        ...[mrEnclave, mrEnclave.toUpperCase(), `0x${mrEnclave}`, `0X${mrEnclave.toUpperCase()}`].map((measurement) =>
          request({ expected: { measurement, reportData: `0X${'0'.repeat(128)}` } }),
        ),
      ),
    ).toEqual(['accept', 'accept', 'accept', 'accept']);
  });

  it('rejects what cannot be read or is proven wrong, and is undecided where something is missing', () => {
    const tampered = made.evidence.map((byte, index) => (index === 120 ? byte ^ 1 : byte));
    expect(
      words(
        request({ evidence: { type: 'dcap-quote', file: saved('tampered.bin', tampered) } }),
        request({
          evidence: {
            type: 'dcap-quote',
            file: saved(
              'short.bin',
              made.evidence.filter((_, index) => index < 500),
            ),
          },
        }),
        request({ evidence: { type: 'dcap-quote', file: saved('empty.bin', new Uint8Array()) } }),
        request({ endorsements: {} }),
        request({ endorsements: { dcapCollateral: saved('garbage.json', new TextEncoder().encode('<html>')) } }),
        request({ endorsements: { dcapCollateral: saved('td.json', td.collateral) } }),
        request({ anchors: {} }),
      ),
    ).toEqual(['reject', 'reject', 'reject', 'undecided', 'reject', 'reject', 'reject']);
  });

  it('judges code, report data and nonce only when they are expected', () => {
    const mrEnclave = toHex(ENCLAVE.mrEnclave);
    const other = '00'.repeat(32);
    expect(
      words(
        request({ expected: { measurement: mrEnclave.toUpperCase() } }),
        request({ expected: { measurement: other } }),
        request({ expected: { registers: { MRENCLAVE: [other, mrEnclave], MRSIGNER: toHex(ENCLAVE.mrSigner) } } }),
        request({ expected: { registers: { MRSIGNER: other } } }),
        request({ expected: { reportData: `0x${'00'.repeat(64)}` } }),
        request({ expected: { reportData: '01' } }),
        request({ expected: { nonce: '01' } }),
      ),
    ).toEqual(['accept', 'reject', 'accept', 'reject', 'accept', 'reject', 'reject']);
  });

  it('does not consider a TD known by its firmware alone', () => {
    const quote = {
      evidence: { type: 'dcap-quote', file: saved('td.bin', td.evidence) },
      endorsements: { dcapCollateral: saved('td.json', td.collateral) },
    };
    const [firmware, whole] = answers(
      request({ ...quote, expected: { measurement: toHex(TD.mrTd) } }),
      request({
        ...quote,
        expected: {
          registers: {
            MRTD: toHex(TD.mrTd),
            RTMR1: toHex(TD.rtmrs[1] ?? new Uint8Array()),
            RTMR2: toHex(TD.rtmrs[2] ?? new Uint8Array()),
          },
        },
      }),
    );
    expect(firmware).toMatchObject({ decision: 'accept', vector: { executables: 'none' } });
    expect(whole).toMatchObject({ decision: 'accept', vector: { executables: 'affirming' } });
  });

  it('reports any TCB status without refusing when asked to', () => {
    const [best] = SGX_LEVELS;
    const tcbLevels = best === undefined ? [] : [level({ ...best, status: 'Revoked' })];
    const revoked = makeCase({ now: NOW, tcbInfo: { tcbLevels } });
    const endorsements = { dcapCollateral: saved('revoked.json', revoked.collateral) };
    const [told, appraised] = answers(request({ endorsements, policy: { tcb: 'report' } }), request({ endorsements }));
    expect(told).toMatchObject({ decision: 'accept', claims: { tcb: { status: 'Revoked' } } });
    expect(appraised).toMatchObject({ decision: 'reject', claims: { tcb: { status: 'Revoked' } } });
  });

  it('judges an EPID report’s certificate now, or at the document’s time when asked to', () => {
    const now = NOW;
    const report = iasAttester.attest({ reportData: new Uint8Array(64), nonce: new Uint8Array(), now, fault: 'expired' });
    const evidence = { type: 'ias-report', file: saved('report.json', report.evidence) };
    // The test authority is not an anchor at the terminal, so both end there; the fields are understood.
    const base = { id: 'ias', at, evidence };
    expect(
      words(base, { ...base, policy: { certificateTime: 'document' } }, { ...base, policy: { certificateTime: 'never' } }),
    ).toEqual(['reject', 'reject', 'bad-request']);
  });
});

describe('appraise FILE', () => {
  it('describes the file in words', () => {
    const { status, out } = run(
      [saved('quote.bin', made.evidence), '--collateral', saved('collateral.json', made.collateral), '--at', at],
      '',
    );
    expect(status).toBe(0);
    expect(out).toMatch(/^reject: SGX quote v3 \(simulated: clock\)/);
    expect(out).toContain('dcap.pck-chain.root');
  });

  it('says how it is used with --help', () => {
    expect(run(['--help'], '')).toMatchObject({ status: 0, out: expect.stringMatching(/^usage: appraise /) as string });
  });

  it('ends with 2 when there is nothing to read', () => {
    expect(run([], '').status).toBe(2);
    expect(run([join(folder, 'absent')], '').status).toBe(2);
    expect(run(['--nonsense'], '').status).toBe(2);
    expect(run([root], '').err).toContain('These are Intel’s certificates');
  });
});
