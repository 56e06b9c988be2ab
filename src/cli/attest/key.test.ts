// Covers: key.ts, acme.ts, key-folder.ts
import { X509Certificate, createPrivateKey, createPublicKey } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasPebble, pebble, type Pebble } from '../../../testing/attester/pebble.ts';
import { webAuthority } from '../../../testing/certificates.ts';
import { isInMemory } from '../in-memory.ts';
import { attest } from './command.ts';

const here = hasPebble();
if (!here) console.log('skipped: tests of attest key, because this machine has no pebble (Debian: pebble)');

const folder = mkdtempSync(join(tmpdir(), 'attest-key-'));
const authority = webAuthority(folder);
const inMemory = await isInMemory(folder);
let acme: Pebble | null = null;
beforeAll(async () => {
  if (here) acme = await pebble(folder, authority);
});
afterAll(() => {
  acme?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Ran = { readonly status: number; readonly text: string; readonly file: (name: string) => string };

/** Runs the command into a folder of this name. */
async function made(out: string, ...further: readonly string[]): Promise<Ran> {
  const lines: string[] = [];
  const words = [
    ...['key', '--origin', 'https://service.example', '--acme', acme?.directory ?? '', '--agree', '--out', join(folder, out)],
    ...['--acme-root', authority.file, '--listen', `127.0.0.1:${String(acme?.challengePort)}`, '--on-disk'],
  ];
  const status = await attest([...words, ...further], { print: (line) => lines.push(line) });
  return { status, text: lines.join('\n'), file: (name) => join(folder, out, name) };
}

const spkiOf = (pem: string | Buffer): string => createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('hex');

describe.skipIf(!here)('attest key', () => {
  it('makes a lasting key with a certificate, and says which account alone may get another', async () => {
    const { status, text, file } = await made('first');
    expect(status, text).toBe(0);
    const leaf = new X509Certificate(readFileSync(file('fullchain.pem')));
    expect(leaf.checkHost('service.example')).toBe('service.example');
    expect(leaf.checkPrivateKey(createPrivateKey(readFileSync(file('privkey.pem'))))).toBe(true);
    expect(['privkey.pem', 'account.pem'].map((name) => statSync(file(name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(text).toMatch(
      /^service\.example\. CAA 0 issue "[a-z.]+; accounturi=https:\/\/localhost:\d+\/my-account\/[0-9a-f]+; validationmethods=tls-alpn-01"$/m,
    );
  });

  it('does nothing while the certificate is good, and then renews it with another key under the same account', async () => {
    const first = await made('renewed');
    const before = readFileSync(first.file('privkey.pem'), 'utf8');
    expect((await made('renewed')).text).toContain('is good: it is renewed from');
    expect(readFileSync(first.file('privkey.pem'), 'utf8')).toBe(before);
    const account = /accounturi=([^;]+)/.exec(first.text)?.[1] ?? 'none';
    const anew = await made('renewed', '--anew');
    expect([anew.status, anew.text.includes(account)]).toEqual([0, true]);
    expect(spkiOf(readFileSync(anew.file('privkey.pem')))).not.toBe(spkiOf(before));
  });

  it('renews a certificate that is for another key or name', async () => {
    const { file } = await made('other');
    const other = authority.credential('elsewhere.example');
    writeFileSync(file('fullchain.pem'), other.cert);
    writeFileSync(file('privkey.pem'), other.key);
    expect((await made('other')).text).toContain('CAA 0 issue');
    expect(new X509Certificate(readFileSync(file('fullchain.pem'))).checkHost('service.example')).toBe('service.example');
  });

  it('leaves everything as it is if the authority’s challenge reaches somebody else', async () => {
    const { file } = await made('kept');
    const before = readFileSync(file('privkey.pem'), 'utf8');
    // Pebble connects to its own port, where nobody answers now.
    const { status, text } = await made('kept', '--anew', '--listen', '127.0.0.1:0');
    expect([status, readFileSync(file('privkey.pem'), 'utf8')]).toEqual([1, before]);
    expect(text).toContain('gave no certificate for service.example');
    expect(text).toContain('Let port 443 of service.example lead here');
  });

  it('says who blocks the authority’s challenge', async () => {
    const busy = createServer();
    await new Promise<void>((done) => busy.listen(acme?.challengePort, '127.0.0.1', done));
    const { status, text } = await made('busy');
    await new Promise((done) => busy.close(done));
    expect([status, text.includes('cannot be answered at 127.0.0.1')]).toEqual([1, true]);
  });

  it('refuses other protocols while it waits', async () => {
    const asked = made('protocol');
    const port = acme?.challengePort ?? 0;
    // Null before anybody listens there.
    const handshake = (): Promise<'accepted' | 'refused' | null> =>
      new Promise((done) => {
        const socket = connect({ port, host: '127.0.0.1', ALPNProtocols: ['http/1.1'], rejectUnauthorized: false });
        socket.once('secureConnect', () => {
          done('accepted');
        });
        socket.once('error', (error: NodeJS.ErrnoException) => {
          done(error.code === 'ECONNREFUSED' ? null : 'refused');
        });
      });
    expect(await vi.waitUntil(handshake, { timeout: 20_000, interval: 1 })).toBe('refused');
    expect((await asked).status).toBe(0);
  });
});

describe('attest key without an authority', () => {
  const words = (out: string): readonly string[] => [
    ...['key', '--origin', 'https://service.example', '--acme', 'https://localhost:1/dir', '--agree', '--out', out],
  ];
  const run = async (all: readonly string[]): Promise<readonly [number, string]> => {
    const lines: string[] = [];
    const status = await attest(all, { print: (line) => lines.push(line) });
    return [status, lines.join('\n')];
  };

  it.skipIf(inMemory)('makes no key on a disk, unless requested', async () => {
    const out = join(folder, 'disk');
    mkdirSync(out);
    const [status, text] = await run(words(out));
    expect([status, existsSync(join(out, 'privkey.pem'))]).toEqual([1, false]);
    expect(text).toContain('whoever can read the disk');
  });

  it('leaves no key behind if the authority is unreachable', async () => {
    const out = join(folder, 'nobody');
    const [status, text] = await run([...words(out), '--on-disk']);
    expect([status, existsSync(join(out, 'privkey.pem'))]).toEqual([1, false]);
    expect(text).toContain('localhost:1 gave no certificate');
  });

  it.skipIf(process.getuid?.() === 0)('reports an unusable folder', async () => {
    const out = join(folder, 'locked');
    mkdirSync(out);
    chmodSync(out, 0o500);
    expect((await run([...words(join(out, 'in')), '--on-disk']))[1]).toContain('cannot be used');
  });

  it.each([
    [['key']],
    [words('').filter((word) => word !== '--agree')],
    [['key', '--origin', 'http://x', '--acme', 'letsencrypt', '--agree', '--out', 'x']],
    [['key', '--origin', 'https://x', '--acme', 'somebody', '--agree', '--out', 'x']],
    [[...words('x'), '--listen', 'here']],
    [[...words('x'), '--acme-root', '/absent']],
    [[...words('x'), '--surprise']],
  ])('does not understand %j', async (all) => {
    await expect(attest(all)).rejects.toThrow('usage: sealmark attest key');
  });
});
