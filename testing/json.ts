/**
 * What a script in a page returned, under the type that the caller expects: the script is right next to the call, and a wrong
 * guess fails only that test.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the type, see above
export function answered<T>(value: unknown): T {
  return value as T; // the one cast of the harness
}

/** A value as JavaScript source, to be put into a script for a page. */
export function source(value: unknown): string {
  return JSON.stringify(value);
}
