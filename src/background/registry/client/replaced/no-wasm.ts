/**
 * Replaces `@polkadot/wasm-crypto-init` in builds (vite.config.ts), which contains sr25519 as WebAssembly and the call that would
 * start it. An extension page may not run WebAssembly, the chain client is opened with `initWasm: false`, and nothing here needs
 * sr25519: code that would never run is not shipped.
 *
 * @returns what that package returns on a platform without WebAssembly: nothing, and why (`@polkadot/wasm-bridge`, init.ts)
 */
export function createWasm(): Promise<{ readonly error: string; readonly type: 'none'; readonly wasm: null }> {
  return Promise.resolve({ error: 'this build has no WebAssembly', type: 'none', wasm: null });
}
