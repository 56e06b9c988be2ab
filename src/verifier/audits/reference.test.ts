// Covers: reference.ts, read-list.ts, update.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../testing/appraise-case.ts';
import { AUDITOR, OTHER_AUDITOR, SGX_CODE, signedList, signedStatement, type Written } from '../testing/audits/auditor.ts';
import { NOW, PINNED, utf8 } from '../testing/audits/updates.ts';
import type { BringReferenced } from './reference.ts';
import { reopenList, updateList } from './update.ts';

const URI = 'https://auditor.example/vault.dsse.json';
const fileOf = async (keys = [AUDITOR]): Promise<Uint8Array> => utf8(JSON.stringify(await signedStatement(SGX_CODE, {}, keys)));
const named = (file: Uint8Array, change: Written = {}): Written => ({
  uri: URI,
  sha256: createHash('sha256').update(file).digest('hex'),
  bytes: file.length,
  ...change,
});
const serving =
  (...files: readonly (Uint8Array | null)[]): BringReferenced =>
  () =>
    Promise.resolve(files);

const updated = (statements: readonly unknown[], bring: BringReferenced) =>
  updateList(testCrypto, PINNED, signedList({ statements }), NOW, bring);
const refusalOf = async (statements: readonly unknown[], bring: BringReferenced): Promise<string> => {
  const update = await updated(statements, bring);
  return update.at === 'refused' ? update.code : 'accepted';
};

describe('a referenced statement', () => {
  it('counts like a contained one, alongside those, and reads the same after storage', async () => {
    const file = await fileOf();
    const held = await signedStatement(SGX_CODE, { scope: 'another' });
    const received = signedList({ statements: [named(file), held] });
    const update = await updateList(testCrypto, PINNED, received, NOW, serving(file));
    if (update.at === 'refused') expect.fail(update.detail);
    expect(update.list.statements).toHaveLength(2);
    expect(update.list.references).toEqual([{ uri: URI, sha256: named(file)['sha256'], bytes: file.length }]);
    expect(await reopenList(testCrypto, update.state, received, [file])).toEqual(update.list);
    expect(await reopenList(testCrypto, update.state, received, [])).toBeNull();
  });

  it.each<[string, (file: Uint8Array) => Uint8Array | null]>([
    ['could not be had', () => null],
    ['is another file', (file) => file.map((byte, at) => (at === 40 ? byte ^ 1 : byte))],
    ['is longer', (file) => utf8(`${new TextDecoder().decode(file)} `)],
  ])('that %s refuses the list whole: what was known stays', async (_, served) => {
    const file = await fileOf();
    expect(await refusalOf([named(file)], serving(served(file)))).toBe('list.reference');
  });

  it('verifies only under the list’s keys', async () => {
    const file = await fileOf([OTHER_AUDITOR]);
    expect(await refusalOf([named(file)], serving(file))).toBe('list.statement-signature');
  });

  it.each<[string, Written]>([
    ['over http', { uri: 'http://auditor.example/vault.dsse.json' }],
    ['by no digest', { sha256: 'ab' }],
    ['of no length', { bytes: 0 }],
    ['larger than any statement', { bytes: 97 * 1024 }],
  ])('%s is malformed', async (_, change) => {
    const file = await fileOf();
    expect(await refusalOf([named(file, change)], serving(file))).toBe('list.malformed');
  });

  it('is one of 64 at most, since every reader requests all of them each time', async () => {
    const file = await fileOf();
    const many = Array.from({ length: 65 }, () => named(file));
    expect(await refusalOf(many, () => Promise.reject(new Error('asked')))).toBe('list.malformed');
  });
});
