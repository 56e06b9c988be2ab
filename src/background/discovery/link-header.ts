import { ATTESTATION_PATH } from '../../verifier/protocol/index.ts';

/** Longer fields, or more links in one, are not read: a header is not the place for a document. */
const MAX_FIELD_CHARACTERS = 8192;
const MAX_LINKS = 64;

const SPACE = /[ \t]*/y;
const TARGET = /<([^<>"\s]*)>/y;
const NAME = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

type Link = { readonly target: string; readonly rels: readonly string[] };

/**
 * Does one of these Link fields announce an attestation? A strict subset of RFC 8288 section 3: the relation `attestation`, the
 * path above and nothing else; a malformed field announces nothing.
 */
export function announcesAttestation(fields: readonly string[]): boolean {
  return fields.some((field) =>
    (parseLinks(field) ?? []).some(({ target, rels }) => target === ATTESTATION_PATH && rels.includes('attestation')),
  );
}

/** May a page's own `<link rel="attestation">` point here? Only to its own origin and the one path, with nothing after it. */
export const isAttestationHref = (pageUrl: string, href: string): boolean =>
  href === `${new URL(pageUrl).origin}${ATTESTATION_PATH}`;

/** One Link field → its links; null when it is malformed. */
function parseLinks(field: string): readonly Link[] | null {
  if (field.length > MAX_FIELD_CHARACTERS) return null;
  const cursor = { text: field, at: 0 };
  const links: Link[] = [];
  for (;;) {
    const link = parseLink(cursor);
    if (link === null || links.push(link) > MAX_LINKS) return null;
    take(cursor, SPACE);
    if (cursor.at === field.length) return links;
    if (!skip(cursor, ',')) return null;
  }
}

type Cursor = { readonly text: string; at: number };

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

function skip(cursor: Cursor, letter: string): boolean {
  if (cursor.text[cursor.at] !== letter) return false;
  cursor.at += 1;
  return true;
}

function parseLink(cursor: Cursor): Link | null {
  take(cursor, SPACE);
  const target = take(cursor, TARGET)?.[1];
  if (target === undefined) return null;
  let rels: readonly string[] | null = null;
  for (;;) {
    take(cursor, SPACE);
    if (!skip(cursor, ';')) return { target, rels: rels ?? [] };
    take(cursor, SPACE);
    const name = take(cursor, NAME)?.[0];
    if (name === undefined) return null;
    const value = parseValue(cursor);
    if (value === null) return null;
    // An anchor makes the link about another resource (section 3.2), so it is not this page's announcement.
    if (name.toLowerCase() === 'anchor') rels = [];
    // Section 3.3: a second `rel` in one link is ignored.
    if (name.toLowerCase() === 'rel') rels ??= value.toLowerCase().split(' ').filter(Boolean);
  }
}

/** The value after a parameter's name; empty without a value, null when malformed. */
function parseValue(cursor: Cursor): string | null {
  take(cursor, SPACE);
  if (!skip(cursor, '=')) return '';
  take(cursor, SPACE);
  const quoted = take(cursor, QUOTED);
  if (quoted !== null) return (quoted[1] ?? '').replace(/\\(.)/g, '$1');
  return take(cursor, NAME)?.[0] ?? null;
}
