/**
 * The part of Markdown that our own pages about TEEs use: headings, paragraphs, flat lists, tables and, inside a line, strong,
 * emphasis, code and links. Text becomes a tree that preact draws; nothing in it is ever HTML.
 */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'em' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** A line as a run of pieces. */
export type Line = readonly Inline[];

/** A block of a page; headings have levels 1 to 6. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly line: Line }
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly Line[]; readonly rows: readonly (readonly Line[])[] };

const SPAN = /\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*]+)\*|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<href>[^)\s]+)\)/;

/** One line of text with its marks. */
export function readLine(text: string): Line {
  const found = SPAN.exec(text);
  if (found?.groups === undefined) return text === '' ? [] : [{ kind: 'text', text }];
  const { strong, em, code, label, href } = found.groups;
  const before = readLine(text.slice(0, found.index));
  const after = readLine(text.slice(found.index + found[0].length));
  return [...before, inline({ strong, em, code, label, href }), ...after];
}

function inline(groups: Readonly<Record<string, string | undefined>>): Inline {
  const { strong, em, code, label = '', href = '' } = groups;
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (em !== undefined) return { kind: 'em', text: em };
  if (code !== undefined) return { kind: 'code', text: code };
  return { kind: 'link', text: label, href };
}

/** A page as blocks. Lines of one paragraph or list item are joined. */
export function readMarkdown(text: string): readonly Block[] {
  return text
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(readBlock);
}

function readBlock(part: string): Block {
  const heading = /^(#{1,4}) (.+)$/.exec(part);
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, line: readLine(heading[2] ?? '') };
  if (part.startsWith('- '))
    return { kind: 'list', items: part.split(/\n(?=- )/).map((item) => readLine(joined(item.slice(2)))) };
  return readTable(part.split('\n')) ?? { kind: 'paragraph', line: readLine(joined(part)) };
}

const joined = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

/** The row of dashes under a table's head: without it there is no table, and no line may be dropped. */
const DELIMITERS = /^\|(?:\s*:?-+:?\s*\|)+\s*$/;

function readTable([head = '', delimiters = '', ...rows]: readonly string[]): Block | null {
  if (!head.startsWith('|') || !DELIMITERS.test(delimiters)) return null;
  const cells = (row: string): readonly Line[] =>
    row
      .replace(/^\||\|\s*$/g, '')
      .split('|')
      .map((cell) => readLine(cell.trim()));
  return { kind: 'table', head: cells(head), rows: rows.map(cells) };
}
