import { fileURLToPath } from 'node:url';
import type { InputOptions, Plugin } from 'rolldown';
import type { Target } from './manifest.ts';

/** Absolute path of a file of the repository. */
export const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Packages that a build replaces, by their exact names. */
const REPLACED: Readonly<Record<string, string>> = {
  'webextension-polyfill': 'src/background/browser/api.ts',
  // Code that an extension page could never run, and that a release therefore does not contain (scripts/build-rules.ts).
  '@polkadot/wasm-crypto-init': 'src/background/registry/client/replaced/no-wasm.ts',
  '@polkadot/x-global': 'src/background/registry/client/replaced/global.ts',
};

/**
 * What the test build replaces, and nothing else: the trusted roots, the offered lists, the
 * key of publishers' lists, and the directory of sites. (Vendors are
 * simulated under their own names, so their addresses stay.) scripts/build-rules.ts checks that a release contains none of it.
 */
const TEST_MODULES: Readonly<Record<string, string>> = {
  'src/verifier/anchors/pinned.ts': 'testing/test-build/pinned.ts',
  'src/background/lists/offered.ts': 'testing/test-build/offered.ts',
  'src/background/publishers/sources.ts': 'testing/test-build/publishers.ts',
  'src/background/discovery/directory/shipped.ts': 'testing/test-build/directory.ts',
};

function replaceForTests(): Plugin & { readonly enforce: 'pre' } {
  const table = new Map(Object.entries(TEST_MODULES).map(([from, to]) => [here(from), here(to)]));
  return {
    name: 'sealmark:test-build',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const replacement = resolved === null ? undefined : table.get(resolved.id);
      return replacement !== undefined && importer !== replacement ? replacement : null;
    },
  };
}

/** How one build resolves the sources; the same for Vite, which builds the pages, and for rolldown, which builds the rest. */
export type Reading = {
  readonly target: Target;
  /** Names of packages, each as a whole, and the files that replace them. */
  readonly alias: readonly { readonly find: string; readonly replacement: string }[];
  readonly define: Readonly<Record<string, string>>;
  readonly treeshake: NonNullable<InputOptions['treeshake']>;
  readonly plugins: readonly Plugin[];
};

/** The oldest language level that both browsers support (DESIGN §3: Chrome 137, Firefox 140). */
export const SYNTAX = 'es2022';

/** How the sources are read for this browser. @param test replaces what only the test build replaces */
export function readingFor(target: Target, test: boolean): Reading {
  return {
    target,
    alias: Object.entries(REPLACED).map(([find, path]) => ({ find, replacement: here(path) })),
    define: { __TARGET__: JSON.stringify(target) },
    // cborg does not declare that its modules have no side effects: without this the worker contains its encoder.
    treeshake: { moduleSideEffects: [{ test: /node_modules\/cborg\//, sideEffects: false }] },
    plugins: test ? [replaceForTests()] : [],
  };
}

/** What rolldown builds from these settings, for a script that is not a page. @param entry path in the repository */
export function inputOf({ alias, define, treeshake, plugins }: Reading, entry: string): InputOptions {
  return {
    input: here(entry),
    platform: 'browser',
    resolve: { alias: Object.fromEntries(alias.map(({ find, replacement }) => [`${find}$`, replacement])) },
    transform: { target: SYNTAX, define: { ...define } },
    treeshake,
    plugins: [...plugins],
  };
}
