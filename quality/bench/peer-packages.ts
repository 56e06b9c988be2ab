import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Replacements } from '../../testing/browser-harness.ts';
import type { PeerInput } from './peers.mjs';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What the peers' packages need that browsers lack: a Buffer, and an absent Node crypto. */
export const REPLACEMENTS: Replacements = { buffer: here('node_modules/buffer/index.js'), crypto: here('no-node-crypto.mjs') };

/** The peers are not dependencies of ours: they are installed in this folder when they are first run. */
export function installPeers(): void {
  if (existsSync(here('node_modules'))) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', args, { cwd: here('.'), stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the peers could not be installed');
}

/** The WASM of those peers that use it. */
export function peerModules(): NonNullable<PeerInput['wasm']> {
  const module = (path: string): Uint8Array => new Uint8Array(readFileSync(here(`node_modules/${path}`)));
  return {
    phala: module('@phala/dcap-qvl-web/dcap-qvl-web_bg.wasm'),
    evervault: module('@evervault/wasm-attestation-bindings/index_bg.wasm'),
  };
}
