import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPageLock, type AttestedKey } from '../verifier/protocol/index.ts';
import { integrityOf, pageLock } from './page-lock.ts';

const read = (keys: readonly AttestedKey[]) =>
  readPageLock({ keysFor: (use) => keys.filter((one) => one.use === use).map(({ key }) => key) });

describe('the lock of a service’s pages', () => {
  it('names each script once, as its tag does', () => {
    const integrity = `sha256-${createHash('sha256').update('one()').digest('base64')}`;
    expect(integrityOf('one()')).toBe(integrity);
    expect(read(pageLock({ scripts: ['one()', Buffer.from('one()')] }))).toMatchObject({ sources: [integrity], level: 'strict' });
  });

  it('relaxes what its policy says', () => {
    const policy = 'strict wasm connect https://api.example.org';
    expect(read(pageLock({ scripts: [], policy }))?.relaxations).toMatchObject({
      wasm: true,
      connect: ['https://api.example.org'],
    });
  });

  it.each(['lax', 'strict unsafe-eval', 'strict connect *'])('is not made with a policy that no browser reads (%s)', (policy) => {
    expect(() => pageLock({ scripts: [], policy })).toThrow('No browser reads this lock');
  });

  it.each(['ü()', '\x1b(J', '\0'])('is not made of a script that another charset could turn into other code (%j)', (script) => {
    expect(() => pageLock({ scripts: [script] })).toThrow('could be other code');
  });

  it('also names inline scripts with any characters: that hash covers the parsed text', () => {
    const inline = integrityOf('größe()');
    expect(read(pageLock({ scripts: [], named: [inline] }))?.sources).toEqual([inline]);
  });
});
