/** A program that the operators’ tests run and that is not ours. */
export type Program = 'caddy' | 'nginx' | 'haproxy' | 'pebble' | 'pebble-challtestsrv' | 'swtpm' | 'tpm2';
/** The path of a program, and the environment variables under which it finds its own files. */
export type Found = { readonly path: string; readonly env: Readonly<Record<string, string>> };

/** A program, or null where this machine has none and none was fetched. */
export function findProgram(name: Program): Found | null;

/** A Python with the module `fuse`; null where there is none. */
export function findFusePython(): Found | null;

/** Is there a C compiler? */
export function hasCompiler(): boolean;

/** Fetches what the operators’ tests need and this machine has not, as far as that is possible. */
export function provideForOperators(): void;
