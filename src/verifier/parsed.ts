import { Malformed, Unsupported } from './malformed.ts';

/** What was supplied for a need: nothing, something unreadable, or a value that was read but not verified. */
export type Parsed<T> =
  | { readonly at: 'missing' }
  | {
      readonly at: 'unreadable';
      readonly field: string;
      readonly why: string;
      /** It states a format that this release does not know. */
      readonly newer: boolean;
    }
  | { readonly at: 'read'; readonly value: T };

/** Nothing was supplied. */
export const MISSING = { at: 'missing' } as const;

/** Runs a parser, and says whether it could read. */
export function readable<T>(read: () => T): Parsed<T> {
  try {
    return { at: 'read', value: read() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return {
      at: 'unreadable',
      field: error.field,
      why: error.why,
      newer: error instanceof Unsupported,
    };
  }
}

/** Parses the same bytes once, however often they are needed: received bytes do not change. */
export function once<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => Parsed<T> {
  const known = new WeakMap<Uint8Array, Parsed<T>>();
  return (bytes) => {
    const found = known.get(bytes) ?? readable(() => read(bytes));
    known.set(bytes, found);
    return found;
  };
}

/** The same for a parser whose caller wants its error: only what could be read is kept. @throws what `read` throws */
export function onceRead<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const known = new WeakMap<Uint8Array, { readonly value: T }>();
  return (bytes) => {
    const found = known.get(bytes) ?? { value: read(bytes) };
    known.set(bytes, found);
    return found.value;
  };
}
