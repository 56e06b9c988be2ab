import { cut } from './facts.ts';

/** A path may hold names that the input chose; longer ones are cut, in UTF-16 code units. */
const MAX_WHY_CHARACTERS = 200;

/**
 * The only thing a parser may throw: the input is not what its format says.
 *
 * `field` names the part that was being read as the specification calls it, `offset` is in bytes from the start of
 * the innermost structure (or -1 where the input is text), `why` is a short stable phrase for the finding's facts.
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

/** The input may be just what it says, and this release does not know its version, its processor or its kind of data. */
export class Unsupported extends Malformed {
  constructor(field: string, why: string, offset = -1) {
    super(field, why, offset);
    this.name = 'Unsupported';
  }
}

/**
 * What a parser read, or `otherwise` where the input is not what its format says. Every other error goes on: it is a mistake
 * of ours, and no property of the input.
 */
export function unlessMalformed<T, Otherwise>(parse: () => T, otherwise: Otherwise): T | Otherwise {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Malformed) return otherwise;
    throw error;
  }
}
