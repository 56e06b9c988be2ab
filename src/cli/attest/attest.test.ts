// Covers: command.ts, options.ts, told.ts, ../doctor/command.ts
import { randomBytes } from 'node:crypto';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { sidecar } from '../../../testing/attester/sidecar.ts';
import { readDocument } from '../../verifier/protocol/index.ts';
import { selfSigned } from '../../verifier/testing/authority.ts';
import { implicit, sequence, toPem } from '../../verifier/testing/der-writer.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import { doctor } from '../doctor/command.ts';
import { attest } from './command.ts';

const running = await sidecar();
const { file, socket, words: SERVICE, credential } = running;
afterAll(async () => {
  expect(await running.end()).toBe(0);
});

/** A certificate of example.org between two days of which today is none, PEM. */
const datedFrom = (notBefore: string, notAfter: string): string =>
  toPem(
    'CERTIFICATE',
    selfSigned({
      subject: 'example.org',
      key: p256Key('doctor'),
      ca: false,
      notBefore,
      notAfter,
      extensions: [{ oid: '2.5.29.17', value: sequence(implicit(2, Buffer.from('example.org'))) }],
    }).certificate,
  );
const OLD = datedFrom('20200101000000Z', '20200102000000Z');
const FUTURE = datedFrom('20900101000000Z', '20910101000000Z');

const get = (path: string): Promise<{ readonly status: number; readonly body: Buffer }> =>
  new Promise((resolve, reject) => {
    const sent = request({ socketPath: socket, path, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) });
      });
    });
    sent.on('error', reject);
    sent.end();
  });

describe('attest serve', () => {
  it('answers the document on a socket for its group, and 404 for everything else', async () => {
    expect(running.printed).toEqual([`answering for https://example.org at unix:${socket}`]);
    const { status, body } = await get(`/.well-known/attestation?nonce=${randomBytes(32).toString('base64url')}`);
    expect([status, readDocument(body).binding?.origin]).toEqual([200, 'https://example.org']);
    expect([(await get('/')).status, statSync(socket).mode & 0o777]).toEqual([404, 0o660]);
  });

  it.each([
    [[]],
    [['serve']],
    [['serve', ...SERVICE, '--listen', '0.0.0.0:8440']],
    [['serve', ...SERVICE, '--listen', 'unix:relative']],
    [['serve', ...SERVICE, '--listen', 'unix:/run/']],
    [['serve', ...SERVICE, '--listen', '127.0.0.1:0']],
    [['serve', ...SERVICE, '--listen', '127.0.0.1:65536']],
    [['serve', ...SERVICE, '--pccs', 'cache.example']],
    [['serve', ...SERVICE, '--pccs', 'file:///cache']],
    [['serve', ...SERVICE, '--source', 'guess']],
    [['serve', ...SERVICE, '--surprise']],
  ])('does not understand %j', async (words) => {
    await expect(attest(words)).rejects.toThrow('usage: sealmark attest serve');
  });

  it('refuses, with a message and a remedy, to start with a key that everybody can read', async () => {
    const openKey = file('open.pem');
    writeFileSync(openKey, credential.key);
    chmodSync(openKey, 0o644);
    const lines: string[] = [];
    const words = ['serve', ...SERVICE, '--key', openKey, '--listen', `unix:${file('other.sock')}`];
    expect(await attest(words, { print: (line) => lines.push(line) })).toBe(1);
    expect(lines).toEqual([`Everybody on this machine can read the private key in ${openKey}.\nchmod 600 ${openKey}`]);
  });
});

describe('doctor', () => {
  it('names what the evidence contains, and what to do', async () => {
    const lines: string[] = [];
    expect(await doctor(SERVICE, (line) => lines.push(line))).toBe(0);
    const text = lines.join('\n');
    expect(text).toMatch(/^note TDX quote v4.*: not verified in full/m);
    expect(text).toMatch(/^(?:ok {3}|note )a quote takes \d+ ms/m);
    expect(text).toContain('→ Use a public certificate authority');
    expect(text).toMatch(/the private key \S+ is (?:in memory|on a disk)/);
  });

  it('looks at the words and files of the service before it looks for a platform', async () => {
    const lines: string[] = [];
    const words = ['--origin', 'http://example.org', '--certificate', file('fullchain.pem')];
    expect(await doctor(words, (line) => lines.push(line))).toBe(1);
    expect(lines[0]).toMatch(/^bad {2}“http:\/\/example\.org” is not https\.\n {5}→ Give the origin as browsers write it/);
  });

  it.each([
    ['of another host', () => credential.cert, 'https://other.example', 'the certificate is not for other.example'],
    ['of an address', () => credential.cert, 'https://[::1]', 'the certificate is not for [::1]'],
    ['that has ended', () => OLD, 'https://example.org', 'the certificate ended on 2020-01-02'],
    ['of the future', () => FUTURE, 'https://example.org', 'the certificate begins only on 2090-01-01'],
  ])('finds a certificate %s bad', async (_, pem, origin, fact) => {
    writeFileSync(file('found.pem'), pem());
    const lines: string[] = [];
    expect(await doctor([...SERVICE, '--origin', origin, '--certificate', file('found.pem')], (line) => lines.push(line))).toBe(
      1,
    );
    expect(lines.join('\n')).toContain(`bad  ${fact}\n     → `);
  });

  it.each([
    ['--lock', 'no-build', 'Name the folder of the build with --lock.'],
    ['--test-root', 'no-root', 'Name its file with --test-root.'],
  ])('says what to do where %s names nothing', async (option, name, remedy) => {
    const lines: string[] = [];
    expect(await doctor([...SERVICE, option, file(name)], (line) => lines.push(line))).toBe(1);
    expect(lines[0]).toMatch(/^bad {2}The \S+ \S+ cannot be read\. \(ENOENT/);
    expect(lines[0]).toContain(`\n     → ${remedy}`);
  });

  it.each([
    ['--certificate', 'absent.pem', /^bad {2}the certificate \S+absent\.pem cannot be read \(ENOENT\)\n {5}→ Name the PEM file/m],
    ['--certificate', 'text.pem', /^bad {2}the certificate \S+text\.pem cannot be read \(\S.*\)\n {5}→ Name the PEM file/m],
    ['--key', 'absent.pem', /^bad {2}the private key \S+absent\.pem cannot be read \(ENOENT\)\n {5}→ Name the PEM file/m],
  ])('says which file of %s cannot be read, and what to do (%s)', async (option, name, line) => {
    writeFileSync(file('text.pem'), 'no certificate');
    const lines: string[] = [];
    expect(await doctor([...SERVICE, option, file(name)], (text) => lines.push(text))).toBe(1);
    expect(lines.join('\n')).toMatch(line);
  });

  it('ends with 1 if the machine cannot attest', async () => {
    const lines: string[] = [];
    expect(await doctor([...SERVICE, '--socket', file('absent.sock')], (line) => lines.push(line))).toBe(1);
    expect(lines[0]).toMatch(/^bad {2}dstack’s guest agent made no quote\. .*\n {5}→ Mount the socket/);
  });
});
