// Covers: list-command.ts, denials.ts, counting.ts, verify.ts, tell.ts
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST_MEDIA_TYPE } from '../../verifier/audits/vocabulary.ts';
import { auditCommand } from './command.ts';
import { seal } from './envelopes.ts';
import { openSigner } from './signers.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealmark-next-version-'));
const at = (name: string): string => join(folder, name);
const audit = (...words: readonly string[]): Promise<string> => auditCommand(words);
const signing = (): readonly string[] => ['--key', `file:${at('one.pem')}`];
const next = (from: string, out: string, ...words: readonly string[]): Promise<string> =>
  audit('list', '--from', at(from), ...signing(), '--out', at(out), ...words);

const CODE = `sgx,mrenclave=${'22'.repeat(32)}`;
const OTHER_CODE = `sgx,mrenclave=${'33'.repeat(32)}`;
let key = '';
let name = '';

beforeAll(async () => {
  key = (await audit('key', '--new', at('one.pem'))).split('\n')[0] ?? '';
  const who = ['--name', 'vault 1.2', '--auditor', 'Example AG', '--auditor-id', 'https://a.example/v1'];
  const what = ['--property', 'TEE_SOURCE_REVIEWED', '--property', 'TEE_BUILD_REPRODUCED'];
  await audit('init', ...who, ...what, '--tee', 'sgx', '--register', `MRENCLAVE=${'11'.repeat(32)}`, '--out', at('s.json'));
  const told = await audit('sign', at('s.json'), ...signing(), '--out', at('s'));
  name = /sha256:[0-9a-f]{64}/.exec(told)?.[0] ?? '';
  const list = ['--id', 'https://a.example/list', '--title', 'Example: audits'];
  await audit('list', ...list, ...signing(), '--add', at('s'), '--out', at('l1'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Verified = { readonly state: { readonly denied: readonly { readonly severity: string }[] } };
const verified = async (file: string, ...after: readonly string[]): Promise<Verified> => {
  const words = after.flatMap((one) => ['--after', at(one)]);
  return JSON.parse(await audit('verify', at(file), '--key', key, ...words, '--json')) as Verified;
};

/** The list in an envelope, as its author would edit it. */
const inside = (file: string): Record<string, unknown> => {
  const { payload } = JSON.parse(readFileSync(at(file), 'utf8')) as { readonly payload: string };
  return JSON.parse(Buffer.from(payload, 'base64').toString()) as Record<string, unknown>;
};

describe('the next version of a list', () => {
  it('lifts a denial for readers of every earlier version, until the code is denied again', async () => {
    await next('l1', 'denies', '--deny', `${CODE}=failed`, '--deny', `${OTHER_CODE}=caution`);
    const told = await audit('verify', at('denies'), '--key', key);
    const lifted = /denied \(failed\).*(sha256:[0-9a-f]{64})/.exec(told)?.[1] ?? '';
    await next('denies', 'lifts', '--lift', lifted);
    await next('lifts', 'later');
    await next('later', 'again', '--deny', `${CODE}=caution`);
    for (const file of ['lifts', 'later'])
      expect((await verified(file, 'denies')).state.denied.map(({ severity }) => severity)).toEqual(['caution']);
    expect((await verified('again', 'denies', 'later')).state.denied).toHaveLength(2);
  });

  it('keeps what no option is about: publishers’ proofs, members of a later release', async () => {
    const proof = { measurement: { tee: 'sgx', mrenclave: '22'.repeat(32) }, mediaType: 'application/x', proof: '' };
    const more = { version: 2, published: [proof], later: { any: 1 } };
    const payload = Buffer.from(JSON.stringify({ ...inside('l1'), ...more }));
    writeFileSync(at('by-hand'), JSON.stringify(await seal(LIST_MEDIA_TYPE, payload, [await openSigner(signing()[1] ?? '')])));
    await next('by-hand', 'kept');
    expect(inside('kept')).toMatchObject({ ...more, version: 3 });
  });

  it.each([
    ['a mirror that readers would ignore', ['--mirror', 'https://m.example:99999/'], '--mirror'],
    ['a denial of no code', ['--deny', `sgx,mrsigner=${'22'.repeat(32)}=failed`], 'names no register'],
  ])('is not written for %s', async (_, words, why) => {
    await expect(next('l1', 'none', ...words)).rejects.toThrow(why);
    expect(existsSync(at('none'))).toBe(false);
  });
});

describe('audit sign', () => {
  it('points out registers into which nothing was measured', async () => {
    const code = { mrtd: '22'.repeat(48), rtmr1: '00'.repeat(48), rtmr2: '33'.repeat(48) };
    const registers = Object.entries(code).flatMap(([register, value]) => ['--register', `${register}=${value}`]);
    const who = ['--name', 'vm', '--auditor', 'Example AG', '--auditor-id', 'https://a.example/v1'];
    await audit('init', ...who, '--property', 'TEE_PENTESTED', '--tee', 'tdx', ...registers, '--out', at('vm.json'));
    await audit('sign', at('vm.json'), ...signing(), '--out', at('vm'));
    expect(await audit('verify', at('vm'), '--key', key)).toMatch(/^Note: it names registers that are zero.*: RTMR1$/m);
  });
});

describe('audit verify', () => {
  it.each(['l1', 's'])('refuses %s once it has ended', async (file) => {
    const later = audit('verify', at(file), '--key', key, '--at', '2099-01-01T00:00:00Z');
    await expect(later).rejects.toThrow(/^expired: it ended at/);
  });

  it('says of each statement why it does not count, instead of what it would make of the code', async () => {
    expect(await audit('verify', at('l1'), '--key', key)).toContain('Alone makes the code: reviewed');
    await next('l1', 'revokes', '--revoke', `${name}=error`);
    const told = await audit('verify', at('revokes'), '--key', key);
    expect(told).toMatch(/^Does not count: .*Example AG/m);
    expect(told).not.toContain('Alone makes the code');
  });
});
