import { cut } from './facts.ts';

/** A path may contain names chosen by the input; longer ones are cut, in UTF-16 code units. */
const MAX_WHY_CHARACTERS = 200;

/**
 * The only error that a parser may throw: the input does not match its format.
 *
 * `field` names the part being read as the specification calls it, `offset` is in bytes from the start of the innermost structure
 * (or -1 if the input is text), `why` is a short stable phrase for the finding's facts.
 */
export class Malformed extends Error {
  readonly field: string;
  readonly why: string;
  readonly offset: number;

  constructor(field: string, why: string, offset = -1) {
    const [where, because] = [cut(field, MAX_WHY_CHARACTERS), cut(why, MAX_WHY_CHARACTERS)];
    super(`${where}: ${because}${offset >= 0 ? ` (at byte ${String(offset)})` : ''}`);
    this.name = 'Malformed';
    this.field = where;
    this.why = because;
    this.offset = offset;
  }
}

/** The input may be valid, but of a version, processor or kind of data that this release does not know. */
export class Unsupported extends Malformed {
  constructor(field: string, why: string, offset = -1) {
    super(field, why, offset);
    this.name = 'Unsupported';
  }
}

/**
 * What a parser read, or `otherwise` if the input does not match its format. Every other error propagates: it is a bug of ours,
 * not a property of the input.
 */
export function unlessMalformed<T, Otherwise>(parse: () => T, otherwise: Otherwise): T | Otherwise {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Malformed) return otherwise;
    throw error;
  }
}
