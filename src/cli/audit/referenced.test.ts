import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCommand } from './command.ts';
import { AuditRefused } from './refused.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealmark-referenced-'));
const at = (name: string): string => join(folder, name);
const audit = (...words: readonly string[]): Promise<string> => auditCommand(words);
const URI = 'https://a.example/s.dsse';
const LIST = ['--id', 'https://a.example/list', '--title', 'Example: audits', '--key', `file:${at('key.pem')}`];
const refusal = async (run: Promise<string>): Promise<string> => {
  const error: unknown = await run.catch((reason: unknown) => reason);
  return error instanceof AuditRefused ? error.code : String(error);
};

let key = '';
beforeAll(async () => {
  const subject = ['--name', 'vault 1.2', '--auditor', 'Example AG', '--auditor-id', 'https://a.example/v1'];
  const code = ['--tee', 'sgx', '--register', `MRENCLAVE=${'11'.repeat(32)}`, '--property', 'TEE_SOURCE_REVIEWED'];
  await audit('key', '--new', at('key.pem'));
  key = (await audit('key', `file:${at('key.pem')}`)).split('\n')[0] ?? '';
  await audit('init', ...subject, ...code, '--out', at('s.json'));
  await audit('sign', at('s.json'), '--key', `file:${at('key.pem')}`, '--out', at('s.dsse'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a list that names a statement by reference', () => {
  it('holds where and what the file is, and verifies with the file at hand as its readers fetch it', async () => {
    await audit('list', ...LIST, '--refer', `${at('s.dsse')}=${URI}`, '--refresh-hours', '12', '--out', at('list'));
    const { payload } = JSON.parse(readFileSync(at('list'), 'utf8')) as { payload: string };
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toMatchObject({
      refreshHours: 12,
      statements: [{ uri: URI, bytes: readFileSync(at('s.dsse')).length }],
    });
    expect(await audit('verify', at('list'), '--key', key, '--file', at('s.dsse'))).toContain('Code: vault 1.2');
    expect(await refusal(audit('verify', at('list'), '--key', key))).toBe('list.reference');
  });

  it('keeps the reference in its next version, or drops it by the name of the file', async () => {
    const next = (out: string, ...words: readonly string[]): Promise<string> =>
      audit('list', '--from', at('list'), '--key', `file:${at('key.pem')}`, '--file', at('s.dsse'), '--out', at(out), ...words);
    expect(await next('kept')).toContain('1 statements');
    const { list } = JSON.parse(await audit('verify', at('kept'), '--key', key, '--file', at('s.dsse'), '--json')) as {
      list: { references: readonly { sha256: string }[]; refreshHours: number };
    };
    expect(list.refreshHours).toBe(12);
    expect(await next('dropped', '--remove', `sha256:${list.references[0]?.sha256 ?? ''}`)).toContain('0 statements');
  });

  it.each([
    ['no address', 's.dsse'],
    ['an address over http', `${at('s.dsse')}=http://a.example/s.dsse`],
  ])('is not made with %s', async (_, refer) => {
    expect(await refusal(audit('list', ...LIST, '--refer', refer, '--out', at('none')))).toContain('not FILE=HTTPS');
  });
});
