/**
 * Stands in a build for `@polkadot/wasm-crypto-init`, which holds sr25519 as WebAssembly and the call that would start it
 * (vite.config.ts). An extension page may run none, the chain client is opened with `initWasm: false`, and nothing here
 * needs sr25519: what would never run is not shipped either.
 *
 * @returns what that package answers where a platform has no WebAssembly: nothing, and why (`@polkadot/wasm-bridge`, init.ts)
 */
export function createWasm(): Promise<{ readonly error: string; readonly type: 'none'; readonly wasm: null }> {
  return Promise.resolve({ error: 'this build has no WebAssembly', type: 'none', wasm: null });
}
