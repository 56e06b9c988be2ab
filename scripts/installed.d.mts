/** The repository's root, with a trailing slash. */
export const ROOT: string;

/** Runs `npm ci` when a package is absent or has another version than the lock file names; otherwise does nothing. */
export function ensureInstalled(): void;

/** Ends the process with a sentence on standard error. */
export function fail(why: string): never;

/** Runs one of our TypeScript programs with the packages now installed; resolves to its exit status. */
export function runTypeScript(program: string, args: readonly string[]): number;
