// Covers: command.ts, list-command.ts, verify.ts, signers.ts, draft.ts, tell.ts, envelopes.ts
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { instant } from '../../verifier/index.ts';
import { nitroAttester } from '../../verifier/testing/attesters/nitro.ts';
import { auditCommand } from './command.ts';
import { AuditRefused } from './refused.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

const folder = mkdtempSync(join(tmpdir(), 'sealmark-audit-'));
const at = (name: string): string => join(folder, name);
const MRENCLAVE = '11'.repeat(32);
const INIT = ['--name', 'vault 1.2', '--auditor', 'Example AG', '--auditor-id', 'https://a.example/v1'];
const SGX = [...INIT, '--tee', 'sgx', '--register', `MRENCLAVE=${MRENCLAVE}`];
const REVIEWED = ['--property', 'TEE_SOURCE_REVIEWED', '--property', 'TEE_BUILD_REPRODUCED'];
const LIST = ['--id', 'https://a.example/list', '--title', 'Example: audits'];

const audit = (...words: readonly string[]): Promise<string> => auditCommand(words);
const publicKey = async (name: string): Promise<string> => (await audit('key', `file:${at(name)}`)).split('\n')[0] ?? '';
const refusal = async (run: Promise<string>): Promise<string> => {
  const error: unknown = await run.catch((reason: unknown) => reason);
  return error instanceof AuditRefused ? error.code : String(error);
};
const statementName = (told: string): string => /sha256:[0-9a-f]{64}/.exec(told)?.[0] ?? '';

let name = '';
beforeAll(async () => {
  await audit('key', '--new', at('one.pem'));
  await audit('key', '--new', at('two.pem'));
  await audit('init', ...SGX, ...REVIEWED, '--out', at('s.json'));
  name = statementName(await audit('sign', at('s.json'), '--key', `file:${at('one.pem')}`, '--out', at('s.dsse')));
  await audit('list', ...LIST, '--key', `file:${at('one.pem')}`, '--add', at('s.dsse'), '--out', at('l1'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const next = (out: string, ...words: readonly string[]): Promise<string> =>
  audit('list', '--from', at('l1'), '--key', `file:${at('one.pem')}`, '--out', at(out), ...words);

describe('audit init', () => {
  it('makes a statement that reads as every reader wants it, with the claim that other tools know', async () => {
    const words = [
      '--source',
      'https://github.com/x/y',
      '--commit',
      'ab'.repeat(20),
      '--not-covered',
      'acpi-tables=Not measured.',
    ];
    const text = await audit('init', ...SGX, ...REVIEWED, ...words);
    expect(JSON.parse(text)).toMatchObject({
      subject: [{ name: 'vault 1.2' }],
      predicate: {
        measurement: { tee: 'sgx', mrenclave: MRENCLAVE },
        claims: [{ type: 'https://github.com/project-oak/oak/blob/main/docs/tr/claim/26208.md' }],
        source: { uri: 'git+https://github.com/x/y' },
        notCovered: [{ input: 'acpi-tables', text: 'Not measured.' }],
      },
    });
  });

  it('takes the code out of evidence that authenticates', async () => {
    const { evidence } = nitroAttester.attest({
      reportData: new Uint8Array(64),
      nonce: new Uint8Array(32),
      now: instant(Date.now()),
    });
    writeFileSync(at('nitro.bin'), evidence);
    const text = await audit('init', ...INIT, ...REVIEWED, '--evidence', at('nitro.bin'));
    const { predicate } = JSON.parse(text) as { predicate: { measurement: Record<string, string> } };
    const registers = Object.entries(nitroAttester.reference).map(([register, value]) => [register.toLowerCase(), value]);
    expect(predicate.measurement).toMatchObject({ tee: 'nitro', ...Object.fromEntries(registers) });
  });

  it('takes nothing out of evidence that does not', async () => {
    const { evidence } = nitroAttester.attest({
      reportData: new Uint8Array(64),
      nonce: new Uint8Array(32),
      now: instant(Date.now()),
    });
    writeFileSync(
      at('bad.bin'),
      evidence.map((byte, index) => (index === evidence.length - 1 ? byte ^ 1 : byte)),
    );
    expect(await refusal(audit('init', ...INIT, ...REVIEWED, '--evidence', at('bad.bin')))).toBe('evidence');
  });

  it.each([
    [
      'registers that identify no code',
      [...INIT, '--tee', 'tdx', '--register', `mrtd=${'22'.repeat(48)}`, ...REVIEWED],
      'malformed',
    ],
    ['a report over http', [...SGX, ...REVIEWED, '--report', 'http://a.example/r.pdf'], 'malformed'],
    ['a property of its own', [...SGX, '--property', 'TEE_PERFECT'], 'RequestError: --property'],
    ['a register named twice', [...SGX, '--register', `mrenclave=${'22'.repeat(32)}`, ...REVIEWED], 'mrenclave: named twice'],
    ['a register with two values', [...INIT, '--tee', 'sgx', '--register', 'mrenclave=11=22', ...REVIEWED], 'not name=HEX'],
    ['no days', [...SGX, ...REVIEWED, '--days', 'x'], 'RequestError: --days'],
    ['an option that is none', [...SGX, ...REVIEWED, '--nonsense'], 'RequestError: Unknown option'],
  ])('refuses %s', async (_, words, expected) => {
    expect(await refusal(audit('init', ...words))).toContain(expected);
  });
});

describe('audit sign', () => {
  it('signs nothing that readers would refuse', async () => {
    writeFileSync(at('odd.json'), readFileSync(at('s.json'), 'utf8').replace('vault 1.2', 'vault\u202e 1.2'));
    expect(await refusal(audit('sign', at('odd.json'), '--key', `file:${at('one.pem')}`, '--out', at('odd.dsse')))).toBe(
      'malformed',
    );
    expect(existsSync(at('odd.dsse'))).toBe(false);
  });

  it('takes a P-256 key out of an environment variable', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    vi.stubEnv('AUDIT_KEY', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const [key = ''] = (await audit('key', 'env:AUDIT_KEY')).split('\n');
    await audit('sign', at('s.json'), '--key', 'env:AUDIT_KEY', '--out', at('p256.dsse'));
    expect(await audit('verify', at('p256.dsse'), '--key', key)).toContain('Alone makes the code: reviewed');
  });

  it('has a program sign that holds the key, and takes no signature of another key from it', async () => {
    const program = (signing: string): string => `#!${process.execPath}
const { createPrivateKey, sign } = require('node:crypto');
const { readFileSync } = require('node:fs');
if (process.argv[2] === 'public-key') console.log(readFileSync('${at('one.pub')}', 'utf8'));
else console.log(sign(null, readFileSync(0), createPrivateKey(readFileSync('${signing}'))).toString('base64'));
`;
    writeFileSync(at('one.pub'), await publicKey('one.pem'));
    writeFileSync(at('agent.cjs'), program(at('one.pem')));
    writeFileSync(at('liar.cjs'), program(at('two.pem')));
    for (const file of ['agent.cjs', 'liar.cjs']) chmodSync(at(file), 0o755);
    await audit('sign', at('s.json'), '--key', `command:${at('agent.cjs')}`, '--out', at('agent.dsse'));
    expect(await audit('verify', at('agent.dsse'), '--key', await publicKey('one.pem'))).toContain('vault 1.2');
    expect(await refusal(audit('sign', at('s.json'), '--key', `command:${at('liar.cjs')}`))).toBe('signature');
  });

  it('never prints a private key, and leaves a new one to its owner alone', async () => {
    const secret = readFileSync(at('one.pem'), 'utf8').split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    const told = await audit('key', `file:${at('one.pem')}`);
    expect(told).toMatch(/^ed25519:[\w-]{43}\nfingerprint (?:[0-9a-f]{4} ?){16}$/);
    writeFileSync(at('broken.pem'), readFileSync(at('one.pem'), 'utf8').replace('PRIVATE KEY', 'PRIVATE'));
    const trouble = await refusal(audit('key', `file:${at('broken.pem')}`));
    expect(`${told}${trouble}`).not.toContain(secret);
    expect(statSync(at('one.pem')).mode & 0o077).toBe(0);
    expect(await refusal(audit('key', '--new', at('one.pem')))).toContain('EEXIST');
  });
});

describe('audit verify', () => {
  it('shows what users will see, and the list as the extension takes it', async () => {
    const told = await audit('verify', at('l1'), '--key', await publicKey('one.pem'));
    expect(told).toContain('Version: 1,');
    expect(told).toContain('Code: vault 1.2\nBy: Example AG (https://a.example/v1)');
    const { list } = JSON.parse(await audit('verify', at('l1'), '--key', await publicKey('one.pem'), '--json')) as {
      list: unknown;
    };
    expect(list).toMatchObject({ version: 1, statements: [{ name: 'vault 1.2' }] });
  });

  it.each(['l1', 's.dsse'])('refuses %s under another key', async (file) => {
    expect(await refusal(audit('verify', at(file), '--key', await publicKey('two.pem')))).toMatch(/signature$/);
  });

  it('refuses what a reader of a later version would', async () => {
    await next('l2', '--title', 'Example: audits');
    const key = await publicKey('one.pem');
    expect(await audit('verify', at('l2'), '--key', key, '--after', at('l1'))).toContain('Version: 2,');
    expect(await refusal(audit('verify', at('l1'), '--key', key, '--after', at('l2')))).toBe('list.rollback');
  });

  it('tells the time that it is told', async () => {
    const run = audit('verify', at('l1'), '--key', await publicKey('one.pem'), '--at', '2020-01-01T00:00:00Z');
    expect(await refusal(run)).toBe('list.issued-later');
  });
});

describe('audit list', () => {
  const json = async (file: string, key: string, ...after: readonly string[]) => {
    const words = after.flatMap((one) => ['--after', at(one)]);
    return JSON.parse(await audit('verify', at(file), '--key', key, ...words, '--json')) as {
      list: { version: number; statements: unknown[]; keys: Record<string, unknown> };
      state: { revoked: unknown[]; denied: unknown[] };
    };
  };

  it('revokes, denies, lifts and removes', async () => {
    const code = `sgx,mrenclave=${'22'.repeat(32)}=failed`;
    await next('changed', '--revoke', `${name}=vulnerability`, '--deny', code, '--remove', name);
    const { list, state } = await json('changed', await publicKey('one.pem'), 'l1');
    expect(list).toMatchObject({ version: 2, statements: [] });
    expect(state).toMatchObject({ revoked: [{ reason: 'vulnerability' }], denied: [{ severity: 'failed' }] });
  });

  it('rotates with the old and the new key, and not with one of them', async () => {
    const to = await publicKey('two.pem');
    expect(await refusal(next('alone', '--rotate-to', to))).toBe('list.rotation');
    await next('rotated', '--rotate-to', to, '--key', `file:${at('two.pem')}`);
    const { list } = await json('rotated', await publicKey('one.pem'), 'l1');
    expect(list.keys).toMatchObject({ current: [to], retired: [await publicKey('one.pem')] });
  });

  it('leaves a stolen key out, with what it had signed', async () => {
    const words = ['--rotate-to', await publicKey('two.pem'), '--key', `file:${at('two.pem')}`, '--drop-old'];
    expect(await refusal(next('stolen', ...words))).toBe('list.statement-signature');
    await next('stolen', ...words, '--remove', name);
    expect((await json('stolen', await publicKey('one.pem'), 'l1')).list.keys).toMatchObject({ retired: [] });
  });

  it.each([
    ['a reason that is none', ['--revoke', `sha256:${'00'.repeat(32)}=mood`], 'list.malformed'],
    ['a statement that it does not hold', ['--remove', `sha256:${'00'.repeat(32)}`], 'RequestError'],
    ['more keys than there are', ['--threshold', '2'], 'list.malformed'],
    ['a year and a half', ['--days', '500'], 'list.malformed'],
  ])('writes nothing for %s', async (_, words, expected) => {
    expect(await refusal(next('none', ...words))).toContain(expected);
    expect(existsSync(at('none'))).toBe(false);
  });
});

describe('the command', () => {
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/sealmark.ts', 'audit', ...words], { encoding: 'utf8' });

  it('ends with 1 for what readers refuse, and 2 for what cannot be read', async () => {
    const two = await publicKey('two.pem');
    expect(run('verify', at('l1'), '--key', two)).toMatchObject({ status: 1, stderr: 'list.signature\n' });
    expect(run('verify', at('nothing'), '--key', two).status).toBe(2);
  });

  it('has help for every word of it', async () => {
    const help = await audit('list', '--help');
    for (const word of ['init', 'sign', 'verify', 'list', 'key', 'TEE_SOURCE_REVIEWED', 'Exit status', 'docs/AUDITS.md'])
      expect(help).toContain(word);
    const words = ['--import', 'tsx', 'src/cli/sealmark.ts', 'help', 'audit'];
    expect(spawnSync(process.execPath, words, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: `${help}\n` });
  });
});
