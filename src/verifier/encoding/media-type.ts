import { Malformed, unlessMalformed } from '../malformed.ts';

const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/;
const PARAMETER = /^[ \t]*;[ \t]*([a-z][a-zA-Z0-9-]{0,39})=(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)|"((?:[^"\\\r\n]|\\.)*)")/;

/** A media type, taken apart; `name` is `type/subtype`. */
export type MediaType = {
  readonly name: string;
  /** In the order received; a Map, because the names are the site's. */
  readonly parameters: ReadonlyMap<string, string>;
};

/**
 * A media type with its parameters (RFC 9110 section 8.3.1), lowercase, each parameter once.
 * @throws Malformed
 */
export function parseMediaType(text: string, field: string): MediaType {
  const name = TYPE.exec(text)?.[0];
  if (name === undefined) throw new Malformed(field, 'not a media type');
  const parameters = new Map<string, string>();
  let rest = text.slice(name.length);
  while (rest !== '') {
    const match = PARAMETER.exec(rest);
    if (match === null) throw new Malformed(field, 'not a media type parameter');
    const [whole, key = '', token, quoted = ''] = match;
    if (parameters.has(key)) throw new Malformed(field, `parameter ${key} occurs twice`);
    parameters.set(key, token ?? quoted.replace(/\\(.)/g, '$1'));
    rest = rest.slice(whole.length);
  }
  return { name, parameters };
}

/** The same as text, every value in quotes. @throws RangeError for what `parseMediaType` would not read */
export function writeMediaType({ name, parameters }: MediaType): string {
  const quoted = [...parameters].map(([key, value]) => `; ${key}="${value.replace(/["\\]/g, '\\$&')}"`);
  const text = [name, ...quoted].join('');
  if (!isMediaType(text)) throw new RangeError(`not a media type: ${text}`);
  return text;
}

function isMediaType(text: string): boolean {
  return unlessMalformed(() => {
    parseMediaType(text, 'media type');
    return true;
  }, false);
}
