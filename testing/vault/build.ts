import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../scripts/installed.mjs';
import type * as Vault from './source/vault.ts';
import { FLAGS, mrEnclaveOf, PAGE_BYTES, type EnclavePage } from './mrenclave.ts';

/** The source, from the repository's root. */
export const VAULT_SOURCE = 'testing/vault/source/vault.ts';

/** The only program that affects the build: any other version of it is refused. */
export const BUILDER = {
  uri: 'pkg:npm/typescript@6.0.3',
  /** SHA-256 of its file `lib/typescript.js`. */
  sha256: '569177652966bd528c319171c7dd22860dbf72bde116cbc4f644f1d02bb12e39',
} as const;

/** The result of a build: the module that runs, the pages it is laid out in, and how the processor would measure them. */
export type VaultBuild = { readonly module: string; readonly mrEnclave: Uint8Array };

/**
 * Builds the vault: the source without its types, laid out in pages. Depends on nothing but the bytes of the source and of the
 * compiler: no clock, no path, no platform. @throws Error when the compiler is not the pinned one
 */
export function buildVault(): VaultBuild {
  refuseOtherBuilder();
  const source = readFileSync(join(ROOT, VAULT_SOURCE), 'utf8').replaceAll('\r\n', '\n');
  const { outputText } = ts.transpileModule(source, {
    fileName: 'vault.ts',
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ES2022,
      newLine: ts.NewLineKind.LineFeed,
      removeComments: true,
    },
  });
  return { module: outputText, mrEnclave: mrEnclaveOf(modulePages(outputText), SSA_FRAME_PAGES) };
}

/** The built module, running: what its site answers with. */
export async function runVault({ module }: VaultBuild): Promise<typeof Vault> {
  const address = `data:text/javascript;base64,${Buffer.from(module).toString('base64')}`;
  return (await import(/* @vite-ignore */ address)) as typeof Vault; // built from that very source
}

const SSA_FRAME_PAGES = 1;

function refuseOtherBuilder(): void {
  const file = createRequire(import.meta.url).resolve('typescript');
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found !== BUILDER.sha256) throw new Error(`another builder: ${file} has SHA-256 ${found}, not ${BUILDER.sha256}`);
}

/** The code, then a page of zeros for the saved processor state, then the page that controls the single thread. */
export function modulePages(module: string): readonly EnclavePage[] {
  const code = new TextEncoder().encode(module);
  const count = Math.ceil(code.length / PAGE_BYTES);
  const codePages = Array.from({ length: count }, (_, index) => ({
    bytes: page(code.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES)),
    flags: FLAGS.read | FLAGS.execute | FLAGS.regular,
  }));
  return [
    ...codePages,
    { bytes: page(new Uint8Array()), flags: FLAGS.read | FLAGS.write | FLAGS.regular },
    { bytes: threadControl(count * PAGE_BYTES), flags: FLAGS.threadControl },
  ];
}

function page(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES);
  bytes.set(content);
  return bytes;
}

/** A thread control structure (Intel SDM, volume 3D, 35.8): one state save area, entered at the beginning of the code. */
function threadControl(stateSaveArea: number): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(16, BigInt(stateSaveArea), true);
  view.setUint32(28, 1, true);
  return bytes;
}
