// Covers: capture.ts, exchange.ts, write.ts, command.ts
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webAuthority, type ServerCredential } from '../../../testing/certificates.ts';
import { request, samples } from '../../../testing/screens/samples.ts';
import { toBase64, toBase64Url, toHex } from '../../verifier/index.ts';
import { replay } from '../replay/replay.ts';
import { captureCommand } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'capture-'));
const nonce = new Uint8Array(32).fill(0xa7);
const quote = samples.find(({ name }) => name === 'tdx')?.attester.attest(request).evidence ?? new Uint8Array();
const asked: IncomingMessage[] = [];
let server: Server;
let credential: ServerCredential;

const BODIES: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>> = {
  '/': ['text/html', '<p>Welcome back, Ada</p>'],
  '/v1/report': ['application/json', JSON.stringify({ intel_quote: toHex(quote) })],
  '/.well-known/tinfoil-attestation': ['application/json', JSON.stringify({ format: 'x', body: 'y' })],
  '/large': ['application/json', new Uint8Array((1 << 20) + 1)],
  '/maker': ['application/json', '{"tcbInfo":{}}'],
};

beforeAll(async () => {
  credential = webAuthority(folder).credential('localhost');
  server = createServer({ key: credential.key, cert: credential.cert }, (question, respond) => {
    asked.push(question);
    const [type, body] = BODIES[new URL(question.url ?? '', 'https://localhost').pathname] ?? [];
    respond.writeHead(type === undefined ? 404 : 200, {
      'content-type': type ?? 'text/html',
      'Set-Cookie': 'id=secret-cookie',
      'X-Auth-Token': 'secret-token',
      Link: '</.well-known/attestation?user=secret-user>; rel="attestation"',
      'X-Other': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ.c2VjcmV0',
    });
    respond.end(body ?? '<p>no such page, secret-visitor</p>');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const base = (): string => `https://localhost:${String((server.address() as AddressInfo).port)}`;
const into = (name: string): string => join(folder, name);
const run = (address: string, name: string): Promise<string> =>
  captureCommand([address, '--out', into(name)], {
    nonce,
    now: () => Date.parse('2026-11-29T12:00:00Z'),
    manufacturerUrl: ({ kind }) => `${base()}/maker?kind=${kind}`,
  });

type Described = {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly [key: string]: unknown;
};
const files = (name: string): readonly string[] => readdirSync(join(into(name), 'responses')).toSorted();
// Written by the code under test; every member that is read is compared.
const described = (name: string, part: string): Described =>
  JSON.parse(
    readFileSync(
      join(into(name), 'responses', files(name).find((file) => file.includes(part) && file.endsWith('.json')) ?? ''),
      'utf8',
    ),
  ) as Described;
const body = (name: string, part: string): Uint8Array =>
  new Uint8Array(
    readFileSync(join(into(name), 'responses', files(name).find((file) => file.includes(part) && file.endsWith('.body')) ?? '')),
  );

describe('a capture', () => {
  it('saves each response byte for byte, with the key and the certificates of its connection', async () => {
    await run(`${base()}/v1/report?nonce={nonce}&model=secret-model`, 'whole');
    const manifest: unknown = JSON.parse(readFileSync(join(into('whole'), 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ nonce_hex: toHex(nonce), captured_at: '2026-11-29T12:00:00.000Z', origin: base() });
    const answer = described('whole', 'v1_report');
    expect(answer).toMatchObject({
      method: 'GET',
      status: 200,
      peer_spki_der_base64: toBase64(credential.spki),
      peer_certificate_der_base64: toBase64(credential.certificate),
    });
    expect(new TextDecoder().decode(body('whole', 'v1_report'))).toBe(BODIES['/v1/report']?.[1]);
  });

  it('requests each path with the nonce in its form, and notes that no client would accept such a certificate', () => {
    const targets = asked.map(({ url }) => url);
    expect(targets).toContain(`/.well-known/attestation?nonce=${toBase64Url(nonce)}`);
    expect(targets.some((url) => url?.startsWith(`/v1/report?nonce=${toHex(nonce)}`))).toBe(true);
    expect(described('whole', 'v1_report')['peer_refused_because']).toMatch(/./);
    expect(asked.every(({ headers }) => headers.cookie === undefined && headers['user-agent'] === undefined)).toBe(true);
  });

  it('saves what the manufacturer says at that time about the evidence that was found', () => {
    expect(files('whole').filter((file) => file.includes('maker') && file.endsWith('.json')).length).toBeGreaterThan(3);
  });

  it('holds no cookie, token or query string, and no page that was made for the requester', () => {
    for (const file of files('whole')) {
      const text = readFileSync(join(into('whole'), 'responses', file), 'utf8');
      expect(text, file).not.toMatch(/secret|Ada|c2VjcmV0/);
    }
    expect(described('whole', 'v1_report').url).toContain(`nonce=${toHex(nonce)}`);
    expect(body('whole', 'well-known')).toHaveLength(0);
  });

  it('can be replayed as it is', async () => {
    const replayed = await replay(into('whole'));
    expect(replayed).toMatchObject({ origin: base() });
  });

  it('uses the form that was named', async () => {
    await captureCommand([base(), '--adapter', 'tinfoil', '--out', into('form')], {
      nonce,
      now: Date.now,
      manufacturerUrl: () => null,
    });
    expect(files('form').some((file) => file.includes('tinfoil-attestation'))).toBe(true);
    await expect(captureCommand([base(), '--adapter', 'other'])).rejects.toThrow(/not one of/);
  });

  it('is never written into an existing folder', async () => {
    await expect(run(base(), 'whole')).rejects.toThrow(/exist/);
  });

  it('leaves out a response larger than any evidence, and says so', async () => {
    expect(await run(`${base()}/large`, 'large')).toMatch(/no answer from localhost:\d+\/large/);
    expect(files('large').some((file) => file.includes('large'))).toBe(false);
  });

  it('is made only of https addresses, and of sites that answer', async () => {
    await expect(captureCommand(['http://localhost/', '--out', into('http')])).rejects.toThrow(/https only/);
    await expect(captureCommand([])).rejects.toThrow(/usage/);
    await expect(captureCommand(['https://localhost:1/', '--out', into('closed')])).rejects.toThrow(/did not answer/);
    expect(existsSync(into('closed'))).toBe(false);
  });
});
