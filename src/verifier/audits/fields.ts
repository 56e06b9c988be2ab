import type { Hex } from '../bytes/hex.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { parseRfc3339, toRfc3339 } from '../time.ts';
import { httpsOf, lineOf, optional, textsOf } from './plain-text.ts';
import type { LinkedDocument } from './statement.ts';

const HEX_DIGEST = /^[0-9a-f]{64}$/;
const MAX_TITLE_CHARACTERS = 120;
const MAX_LISTED = 32;

/** RFC 3339 in one spelling, so that dates compare as texts. */
export function dateOf(object: JsonObject, name: string): string {
  const text = object.string(name);
  const at = parseRfc3339(text, `${object.path}.${name}`);
  // The usual form lacks only the milliseconds.
  return text.length === WHOLE_SECONDS.length ? `${text.slice(0, -1)}.000Z` : toRfc3339(at);
}

const WHOLE_SECONDS = '2026-11-29T12:00:00Z';

/** A SHA-256 in the form of in-toto's digest sets; null where there is none. @throws Malformed */
export function sha256Of(object: JsonObject): Hex | null {
  const digest = optional(object, 'digest', (name) => object.object(name).string('sha256'));
  if (digest !== null && !HEX_DIGEST.test(digest)) throw new Malformed(`${object.path}.digest.sha256`, 'not a SHA-256');
  return digest;
}

/** Names of statements, `sha256:` and their digest. @throws Malformed */
export function digestsOf(object: JsonObject, name: string): readonly Hex[] {
  return textsOf(object, name, MAX_LISTED).map((text) => statementDigest(text, `${object.path}.${name}`));
}

/** @throws Malformed */
export function statementDigest(text: string, field: string): Hex {
  const digest = text.startsWith('sha256:') ? text.slice('sha256:'.length) : '';
  if (!HEX_DIGEST.test(digest)) throw new Malformed(field, 'not sha256: and a digest');
  return digest;
}

/** A link with its digest and title. @throws Malformed */
export function readLink(link: JsonObject): LinkedDocument {
  return {
    uri: httpsOf(link, 'uri'),
    sha256: sha256Of(link),
    title: optional(link, 'title', (name) => lineOf(link, name, MAX_TITLE_CHARACTERS)),
  };
}
