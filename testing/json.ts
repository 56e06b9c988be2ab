/**
 * What a script in a page answered, as the type the caller knows it has: the script stands right beside the call, and a
 * wrong guess fails that test only.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the type, see above
export function answered<T>(value: unknown): T {
  return value as T; // the one cast of the harness
}

/** A value as JavaScript source, to be put into a script for a page. */
export function source(value: unknown): string {
  return JSON.stringify(value);
}
