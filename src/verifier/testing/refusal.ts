import { Malformed } from '../malformed.ts';

/** Where and why a parser refuses its input, in its own words; undefined when it accepts. Whatever else is thrown goes on. */
export function refusalOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof Malformed) return error.message;
    throw error;
  }
}
