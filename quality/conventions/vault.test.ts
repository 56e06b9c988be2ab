import { describe, expect, it } from 'vitest';
import { sgxAttesterOf } from '../../src/verifier/testing/attesters/dcap.ts';
import { buildVault, modulePages, runVault } from '../../testing/vault/build.ts';
import { answer } from '../../testing/vault/source/vault.ts';
import { FLAGS, mrEnclaveOf, PAGE_BYTES, type EnclavePage } from '../../testing/vault/mrenclave.ts';
import { toHex } from '../../src/verifier/index.ts';

const page = (value: number, flags: number = FLAGS.read | FLAGS.regular): EnclavePage => ({
  bytes: new Uint8Array(PAGE_BYTES).fill(value),
  flags,
});
const measured = (...pages: readonly EnclavePage[]): string => toHex(mrEnclaveOf(pages, 1));

describe('the measurement of an enclave', () => {
  it('is SHA-256 over what the processor hashes for each instruction', () => {
    // Computed by another program from the operations of ECREATE, EADD and EEXTEND in Intel's manual.
    expect(measured(page(0), page(7))).toBe('1d238ba4592d696d0650c254f7d0d6777fd2fe0567836e84c58469b4d84dead4');
  });

  it.each([
    ['a byte of a page', [page(1), { ...page(2), bytes: page(2).bytes.map((byte, at) => (at === 4095 ? 3 : byte)) }]],
    ['the rights of a page', [page(1), page(2, FLAGS.read | FLAGS.write | FLAGS.regular)]],
    ['the order of pages', [page(2), page(1)]],
    ['the number of pages', [page(1), page(2), page(0)]],
  ])('depends on %s', (_, pages) => {
    expect(measured(...pages)).not.toBe(measured(page(1), page(2)));
  });

  it('covers whole pages only', () => {
    expect(() => measured({ bytes: new Uint8Array(10), flags: FLAGS.read })).toThrow('4096 bytes');
  });
});

describe('the demonstration’s vault', () => {
  it('is built to the same bytes each time', () => {
    expect(buildVault()).toEqual(buildVault());
  });

  it('has another measurement when one character of its module differs', () => {
    const { module, mrEnclave } = buildVault();
    expect(toHex(mrEnclaveOf(modulePages(`${module} `), 1))).not.toBe(toHex(mrEnclave));
    expect(toHex(mrEnclaveOf(modulePages(module), 1))).toBe(toHex(mrEnclave));
  });

  it('answers, built, as its source says', async () => {
    const vault = await runVault(buildVault());
    for (const path of ['/', '/other']) expect(vault.answer(path)).toEqual(answer(path));
    expect(vault.answer('/').status).toBe(200);
  });

  it('is what its simulated enclave attests', () => {
    const { mrEnclave } = buildVault();
    expect(sgxAttesterOf(mrEnclave).reference).toEqual({ MRENCLAVE: toHex(mrEnclave) });
  });
});
