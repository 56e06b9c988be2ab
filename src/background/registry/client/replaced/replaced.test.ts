// Covers: global.ts, no-wasm.ts
import * as original from '@polkadot/x-global';
import { describe, expect, it } from 'vitest';
import * as ours from './global.ts';
import { createWasm } from './no-wasm.ts';

describe('what a build puts in place of code that an extension page could never run', () => {
  it('gives the same names as @polkadot/x-global, and the same globals', () => {
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(original).toSorted());
    expect(ours.xglobal).toBe(original.xglobal);
    expect(ours.extractGlobal('TextEncoder', null)).toBe(original.extractGlobal('TextEncoder', null));
    expect(ours.extractGlobal('not a global', 7)).toBe(7);
  });

  it('exposes a global only where the platform has none', () => {
    ours.exposeGlobal('TextEncoder', 7);
    expect(ours.extractGlobal('TextEncoder', null)).toBe(TextEncoder);
    ours.exposeGlobal('sealmarkReplacedTest', 7);
    expect(Reflect.get(globalThis, 'sealmarkReplacedTest')).toBe(7);
    Reflect.deleteProperty(globalThis, 'sealmarkReplacedTest');
  });

  it('leaves the WebAssembly of @polkadot/wasm-crypto not ready, which is no error', async () => {
    const nothing = await createWasm();
    expect(nothing).toMatchObject({ type: 'none', wasm: null });
  });
});
