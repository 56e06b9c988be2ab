import { webcrypto } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { openOwnStatement, ownEnvelope, ownMessage, ownStatement } from '../../verifier/audits/index.ts';
import { testCrypto } from '../../verifier/testing/appraise-case.ts';
import { SGX_CODE } from '../../verifier/testing/audits/auditor.ts';
import { statementOf } from '../../verifier/testing/audits/followed.ts';
import { NOW } from '../../verifier/testing/audits/updates.ts';
import { memoryTables } from '../testing/memory.ts';
import { ownKey, type OwnKey, type SigningSubtle } from './own-key.ts';

const subtle = webcrypto.subtle as SigningSubtle;
const payload = ownStatement(SGX_CODE, statementOf(), NOW);

async function holdsUnder(own: OwnKey): Promise<string | null> {
  const { key, signature } = await own.sign(ownMessage(payload));
  const statement = await openOwnStatement(testCrypto, ownEnvelope(payload, key, signature), key);
  return statement === null ? null : key;
}

describe('the user’s own key', () => {
  it('is made on the first signature, and survives a restart', async () => {
    const tables = memoryTables();
    expect(await ownKey(tables, subtle).public()).toBeNull();
    const key = await holdsUnder(ownKey(tables, subtle));
    expect(key).toMatch(/^ed25519:/);
    expect(await ownKey(tables, subtle).public()).toBe(key);
    expect(await holdsUnder(ownKey(tables, subtle))).toBe(key);
  });

  it('cannot be exported, not even by the extension', async () => {
    const tables = memoryTables();
    await ownKey(tables, subtle).sign(new Uint8Array(1));
    const { privateKey } = tables.rows.get('own-keys statements') as { privateKey: CryptoKey };
    expect(privateKey.extractable).toBe(false);
    await expect(webcrypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
    await expect(webcrypto.subtle.exportKey('jwk', privateKey)).rejects.toThrow();
  });

  it('is made once, even for two simultaneous statements', async () => {
    const own = ownKey(memoryTables(), subtle);
    const [a, b] = await Promise.all([own.sign(new Uint8Array(1)), own.sign(new Uint8Array(2))]);
    expect(a.key).toBe(b.key);
  });

  it('is P-256 if the browser supports nothing else', async () => {
    const generateKey = vi.fn(async (...asked: Parameters<SigningSubtle['generateKey']>) => {
      const [algorithm] = asked;
      if (typeof algorithm === 'object' && algorithm.name === 'Ed25519')
        throw new DOMException('no Ed25519', 'NotSupportedError');
      return await subtle.generateKey(...asked);
    });
    const older = { ...platform(), generateKey: generateKey as unknown as SigningSubtle['generateKey'] };
    expect(await holdsUnder(ownKey(memoryTables(), older))).toMatch(/^p256:/);
  });

  it.each([
    ['nothing', null],
    ['text', { format: 1, key: 'ed25519:AA', privateKey: 'secret' }],
    ['another format', { format: 2 }],
  ])('that is damaged (%s) is none, and another is made', async (_, row) => {
    const tables = memoryTables();
    await tables.put('own-keys', 'statements', row);
    expect(await ownKey(tables, subtle).public()).toBeNull();
    expect(await holdsUnder(ownKey(tables, subtle))).not.toBeNull();
  });
});

const platform = (): SigningSubtle => ({
  generateKey: subtle.generateKey.bind(subtle),
  exportKey: subtle.exportKey.bind(subtle),
  sign: subtle.sign.bind(subtle),
});
