import { addToCorpus } from './corpus.ts';
import { TARGETS } from './targets.ts';

/** UTF-8. */
export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** JSON in UTF-8. */
export const json = (value: unknown): Uint8Array => text(JSON.stringify(value));

/** Writes seeds of one target. @throws RangeError for an unknown target */
export function seed(target: string, ...inputs: readonly Uint8Array[]): void {
  if (!Object.hasOwn(TARGETS, target)) throw new RangeError(`no target ${target}`);
  for (const input of inputs) addToCorpus(target, input);
}
