// Covers: gramine.ts, dstack.ts, nitro.ts, nsm-request.ts, command.ts, run-program.ts, errors.ts, auto.ts
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { encode } from 'cborg';
import { toHex } from '../../verifier/index.ts';
import { AttesterError } from '../attester-error.ts';
import type { EvidenceRequest, EvidenceSource } from '../source.ts';
import { auto } from './auto.ts';
import { command } from './command.ts';
import { dstack } from './dstack.ts';
import { sourceError } from './errors.ts';
import { gramine } from './gramine.ts';
import { nitro } from './nitro.ts';

const folder = mkdtempSync(join(tmpdir(), 'sources-'));
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

const reportData = Uint8Array.from(randomBytes(64));
const nonce = Uint8Array.from(randomBytes(32));
const request = (changes: Partial<EvidenceRequest> = {}): EvidenceRequest => ({
  reportData,
  nonce,
  signal: new AbortController().signal,
  ...changes,
});
const evidenceOf = async (source: EvidenceSource): Promise<string> => toHex((await source.make(request())).evidence.bytes);

async function errorOf(source: EvidenceSource, asked = request()): Promise<AttesterError> {
  try {
    await source.make(asked);
  } catch (error) {
    if (error instanceof AttesterError) return error;
    throw error;
  }
  throw new Error('it made evidence');
}

async function listening(name: string, server: Server): Promise<string> {
  const path = join(folder, name);
  servers.push(server);
  await new Promise<void>((done) => server.listen(path, done));
  return path;
}

describe('Gramine', () => {
  function files(type: string): string {
    const root = mkdtempSync(join(folder, 'gramine-'));
    writeFileSync(join(root, 'attestation_type'), type);
    writeFileSync(join(root, 'user_report_data'), new Uint8Array(64));
    writeFileSync(join(root, 'quote'), Uint8Array.of(3, 0, 2));
    return root;
  }

  it('gets the report data as 64 bytes, and its quote is read to the end', async () => {
    const root = files('dcap');
    expect(await evidenceOf(gramine(root))).toBe('030002');
    expect(toHex(readFileSync(join(root, 'user_report_data')))).toBe(toHex(reportData));
  });

  it('with attestation off names the line of the manifest that turns it on', async () => {
    const { message, remedy } = await errorOf(gramine(files('none')));
    expect([message, remedy]).toEqual([expect.stringContaining('“none”'), expect.stringContaining('sgx.remote_attestation')]);
  });
});

describe('dstack', () => {
  const agent = (answer: (asked: string) => { readonly status?: number; readonly body: string }): Server =>
    createHttpServer((asked, response) => {
      let text = '';
      asked.on('data', (part: Buffer) => (text += part.toString()));
      asked.on('end', () => {
        const { status = 200, body } = answer(`${asked.url ?? ''} ${text}`);
        response.writeHead(status).end(body);
      });
    });

  it('is asked for a quote over the report data, and sends its event log along', async () => {
    const path = await listening(
      'dstack.sock',
      agent((asked) => {
        expect(asked).toBe(`/GetQuote {"report_data":"${toHex(reportData)}"}`);
        return { body: JSON.stringify({ quote: '0400', event_log: '[]', vm_config: '{}' }) };
      }),
    );
    const { evidence, endorsements } = await dstack(path).make(request());
    expect([toHex(evidence.bytes), endorsements.map(({ mediaType }) => mediaType)]).toEqual([
      '0400',
      ['application/vnd.sealmark.tdx-event-log+json'],
    ]);
  });

  it.each([
    ['refuses', { status: 500, body: '' }],
    ['answers no JSON', { body: '<html>' }],
    ['answers without a quote', { body: '{}' }],
    ['answers half a byte', { body: '{"quote":"040"}' }],
  ])('that %s is an error with the compose line that helps', async (what, answer) => {
    const path = await listening(
      `dstack-${what.replaceAll(' ', '-')}.sock`,
      agent(() => answer),
    );
    expect((await errorOf(dstack(path))).remedy).toContain(`- ${path}:${path}`);
  });

  it('without its agent fails temporarily only where something listens', async () => {
    expect((await errorOf(dstack(join(folder, 'nobody.sock')))).code).toBe('source');
  });
});

describe('Nitro', () => {
  /** A helper that forwards what the security module would answer, and records what it was asked. */
  async function helper(name: string, answer: Uint8Array): Promise<{ readonly path: string; readonly asked: Uint8Array[] }> {
    const asked: Uint8Array[] = [];
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const parts: Buffer[] = [];
      socket.on('data', (part) => parts.push(part));
      socket.on('end', () => {
        asked.push(Buffer.concat(parts));
        socket.end(answer);
      });
    });
    return { path: await listening(name, server), asked };
  }

  it('is asked with the digest as user data and the nonce in its own field, in CBOR that a general reader reads', async () => {
    const { path, asked } = await helper('nsm.sock', encode({ Attestation: { document: Uint8Array.of(0x84, 1) } }));
    expect(await evidenceOf(nitro(path))).toBe('8401');
    const [bytes] = asked;
    const members = { user_data: reportData, nonce, public_key: null };
    const body = Buffer.concat([
      Buffer.from('a16b', 'hex'),
      Buffer.from('Attestation'),
      Buffer.from('a369', 'hex'),
      Buffer.from('user_data'),
      Buffer.from('5840', 'hex'),
      members.user_data,
      Buffer.from('656e6f6e63655820', 'hex'),
      members.nonce,
      Buffer.from('6a7075626c69635f6b6579f6', 'hex'),
    ]);
    expect(toHex(bytes ?? new Uint8Array())).toBe(toHex(body));
  });

  it('that refuses is quoted', async () => {
    const { path } = await helper('nsm-error.sock', encode({ Error: 'InvalidArgument' }));
    expect((await errorOf(nitro(path))).message).toContain('InvalidArgument');
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['half an answer', encode({ Attestation: { document: new Uint8Array(64) } }).slice(0, 30)],
    ['something else', encode({ DescribePCR: {} })],
    ['more than the module ever answers', new Uint8Array(20_000)],
  ])('that answers %s is an error', async (what, answer) => {
    const { path } = await helper(`nsm-${what.replaceAll(' ', '-')}.sock`, answer);
    expect((await errorOf(nitro(path))).remedy).toContain('sealmark-nsm');
  });
});

describe('a program', () => {
  const program = (code: string): EvidenceSource => command([process.execPath, '-e', code], { type: 'dcap-quote' });

  it('gets the report data on its input and writes evidence to its output', async () => {
    expect(await evidenceOf(program('process.stdin.pipe(process.stdout)'))).toBe(toHex(reportData));
  });

  it('that fails is an error with its error output', async () => {
    const { message } = await errorOf(program('console.error("no such device"); process.exit(3)'));
    expect(message).toContain('ended with 3: no such device');
  });

  it('that fails without a word, or writes without end, is an error that says so', async () => {
    expect((await errorOf(program('process.exit(1)'))).message).toMatch(/ ended with 1 and said nothing\.$/);
    const endless = 'const more = () => process.stdout.write(Buffer.alloc(65536), more); more()';
    expect((await errorOf(program(endless))).message).toMatch(/ wrote more than 1048576 bytes\.$/);
  });

  it('that is missing is an error', async () => {
    expect((await errorOf(command([join(folder, 'absent')], { type: 'dcap-quote' }))).code).toBe('source');
  });

  it('that hangs is stopped when nobody waits any more', async () => {
    const mark = join(folder, 'ended');
    const leaving = new AbortController();
    const code = `require('fs').writeFileSync(${JSON.stringify(mark)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const ended = errorOf(program(code), request({ signal: leaving.signal }));
    const pid = await vi.waitUntil(() => existsSync(mark) && Number(readFileSync(mark, 'utf8')), { timeout: 20_000 });
    leaving.abort();
    expect((await ended).message).toContain('made no evidence');
    await vi.waitFor(
      () => {
        expect(() => process.kill(pid, 0)).toThrow('ESRCH');
      },
      { timeout: 20_000 },
    );
  });
});

describe('a device that this user may not open', () => {
  it.each(['EACCES', 'EPERM'])('is told with what helps, and not tried again (%s)', (code) => {
    const { code: kind, remedy } = sourceError('It made no quote.', 'Start it.', Object.assign(new Error(code), { code }));
    expect([kind, remedy]).toEqual(['source', expect.stringContaining('give this user access to it')]);
  });

  it.each([
    ['ENOENT', 'source'],
    ['EBUSY', 'source-for-now'],
  ])('is not one that is absent or busy (%s)', (code, kind) => {
    const error = sourceError('It made no quote.', 'Start it.', Object.assign(new Error(code), { code }));
    expect([error.code, error.remedy]).toEqual([kind, 'Start it.']);
  });
});

describe('detecting a platform', () => {
  const platform = (name: string, here: boolean) => ({
    isHere: () => Promise.resolve(here),
    source: (): EvidenceSource => ({ name, make: () => Promise.reject(new Error(name)) }),
  });

  it('takes the first that is here', async () => {
    expect((await auto([platform('a', false), platform('b', true), platform('c', true)])).name).toBe('b');
  });

  it('says what to do where there is none', async () => {
    await expect(auto([platform('a', false)])).rejects.toMatchObject({ code: 'no-source' });
  });
});
