import { fileURLToPath } from 'node:url';
import type { InputOptions, Plugin } from 'rolldown';
import type { Target } from './manifest.ts';

/** Absolute path of a file of the repository. */
export const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Packages that a build has something else in place of, by their exact names. */
const REPLACED: Readonly<Record<string, string>> = {
  'webextension-polyfill': 'src/background/browser/api.ts',
  // Code that an extension page could never run, and that a release therefore does not hold (scripts/build-rules.ts).
  '@polkadot/wasm-crypto-init': 'src/background/registry/client/replaced/no-wasm.ts',
  '@polkadot/x-global': 'src/background/registry/client/replaced/global.ts',
};

/**
 * What the test build replaces, and nothing else: the roots that are believed, the lists that are offered, and the directory of sites.
 * (Vendors are played under their own names, so their addresses stay.) That a release holds none of it: scripts/build-rules.ts.
 */
const TEST_MODULES: Readonly<Record<string, string>> = {
  'src/verifier/anchors/pinned.ts': 'testing/test-build/pinned.ts',
  'src/background/lists/offered.ts': 'testing/test-build/offered.ts',
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

/** How one build reads the sources, the same for Vite, which makes the pages, and for rolldown, which makes the rest. */
export type Reading = {
  readonly target: Target;
  /** Names of packages, each as a whole, and the files that stand in for them. */
  readonly alias: readonly { readonly find: string; readonly replacement: string }[];
  readonly define: Readonly<Record<string, string>>;
  readonly treeshake: NonNullable<InputOptions['treeshake']>;
  readonly plugins: readonly Plugin[];
};

/** The oldest language that both browsers read (DESIGN §3: Chrome 137, Firefox 140). */
export const SYNTAX = 'es2022';

export function readingFor(target: Target, test: boolean): Reading {
  return {
    target,
    alias: Object.entries(REPLACED).map(([find, path]) => ({ find, replacement: here(path) })),
    define: { __TARGET__: JSON.stringify(target) },
    // cborg does not say that its modules have no side effects: without this the worker carries its encoder.
    treeshake: { moduleSideEffects: [{ test: /node_modules\/cborg\//, sideEffects: false }] },
    plugins: test ? [replaceForTests()] : [],
  };
}

/** What rolldown makes of a reading, for a script that is no page. @param entry path in the repository */
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
