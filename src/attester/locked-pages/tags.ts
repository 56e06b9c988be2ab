/** One attribute of a start tag, and its position in the text. */
export type TagAttribute = {
  /** Lower case. */
  readonly name: string;
  /** Character references decoded; empty for an attribute without a value. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
};

/** One start tag of a page, in page order. */
export type Tag = {
  /** Lower case. */
  readonly name: string;
  readonly attributes: readonly TagAttribute[];
  readonly start: number;
  /** After its `>`. */
  readonly end: number;
  /** Its content up to its end tag if that is plain text (`script`, `style`); empty for all others. */
  readonly text: string;
};

/** Elements whose content is text up to their end tag (HTML Standard 13.2.5.1; `noscript` where scripts run). */
const TEXT_ONLY: ReadonlySet<string> = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'noscript',
  'iframe',
  'noembed',
  'noframes',
  'xmp',
]);

const NAME = /[a-z][^\s/>]*/iy;
const BETWEEN = /[\s/]*/y;
const ATTRIBUTE = /([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\s"'>][^\s>]*)))?|=/y;

/**
 * The start tags of a page that a build wrote. This is not a browser's parser: in hostile HTML it may see different tags, and
 * then the browser, which parses the page itself, blocks what was missed.
 */
export function tagsIn(html: string): readonly Tag[] {
  const tags: Tag[] = [];
  let at = 0;
  for (;;) {
    at = html.indexOf('<', at);
    if (at === -1) return tags;
    const tag = startTag(html, at);
    if (tag === null) at = behindOther(html, at);
    else {
      tags.push(tag);
      at = tag.end + tag.text.length;
    }
  }
}

function startTag(html: string, start: number): Tag | null {
  const word = sticky(NAME, html, start + 1)?.[0];
  if (word === undefined) return null;
  const name = word.toLowerCase();
  const attributes: TagAttribute[] = [];
  let at = start + 1 + word.length;
  for (;;) {
    at += sticky(BETWEEN, html, at)?.[0].length ?? 0;
    const found = sticky(ATTRIBUTE, html, at);
    if (found === null) break;
    const [all, own, double, single, bare] = found;
    const end = at + all.length;
    if (own !== undefined)
      attributes.push({ name: own.toLowerCase(), value: decoded(double ?? single ?? bare ?? ''), start: at, end });
    at = end;
  }
  const end = Math.min(at + 1, html.length);
  return { name, attributes, start, end, text: TEXT_ONLY.has(name) ? textUpTo(name, html, end) : '' };
}

/** After a comment, an end tag or a declaration; a `<` that begins nothing is text. */
function behindOther(html: string, at: number): number {
  const ends = html.startsWith('<!--', at) ? '-->' : /[!?/]/.test(html[at + 1] ?? '') ? '>' : '<';
  const end = html.indexOf(ends, at);
  return end === -1 ? html.length : end + ends.length;
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function textUpTo(name: string, html: string, from: number): string {
  const ending = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  ending.lastIndex = from;
  return html.slice(from, ending.exec(html)?.index ?? html.length);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The named references that tools write in addresses. */
function decoded(value: string): string {
  return value.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex?: string, decimal?: string, name = '') =>
    hex === undefined && decimal === undefined
      ? (NAMED[String(name).toLowerCase()] ?? '')
      : String.fromCodePoint(Math.min(hex === undefined ? Number(decimal) : Number(`0x${hex}`), 0x10ffff)),
  );
}

/** The value of an attribute; null if the tag has none of this name. The first counts. */
export function attribute({ attributes }: Tag, name: string): string | null {
  return attributes.find((one) => one.name === name)?.value ?? null;
}

/** The words of an attribute such as `rel`, lower case. */
export const wordsOf = (tag: Tag, name: string): readonly string[] =>
  (attribute(tag, name) ?? '').toLowerCase().split(/\s+/).filter(Boolean);

/** The content of a `<script>` (HTML Standard 4.12.1): code, a module, an import map, or data that does not run. */
export type ScriptKind = 'classic' | 'module' | 'importmap' | 'data';

const JAVASCRIPT = /^(?:(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript|javascript1\.[0-5]))$/;

/** What a browser makes of a script element by its `type` (HTML, "prepare the script element"); `data` is never run. */
export function scriptKind(tag: Tag): ScriptKind {
  const type = (attribute(tag, 'type') ?? '').trim().toLowerCase();
  if (type === '' || JAVASCRIPT.test(type)) return 'classic';
  return type === 'module' || type === 'importmap' ? type : 'data';
}

/** The text of an inline script as browsers hash it: after the parser replaced line endings and null characters. */
export const inlineText = (tag: Tag): string => tag.text.replaceAll(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');

/** Does a browser ask for a script of this tag's address? */
export function loadsScript(tag: Tag): 'src' | 'href' | null {
  if (tag.name === 'script') return scriptKind(tag) !== 'data' && attribute(tag, 'src') !== null ? 'src' : null;
  if (tag.name !== 'link' || attribute(tag, 'href') === null) return null;
  const rel = wordsOf(tag, 'rel');
  const preloads = rel.includes('preload') && attribute(tag, 'as')?.toLowerCase() === 'script';
  return rel.includes('modulepreload') || preloads ? 'href' : null;
}
