import { rowsIn } from './data-blocks.ts';
import { attribute, inlineText, scriptKind, type Tag } from './tags.ts';

/** `(self.__next_s=self.__next_s||[]).push([…])` and `self.__next_f.push([…])`, as Next writes them; the array is JSON. */
const PUSH = /^\(?self\.__next_([sf])(?:=self\.__next_[sf]\|\|\[\]\))?\.push\((.*)\)$/s;

/** What `next/script` may be told; without it, it is told by its name and an id. */
const STRATEGIES: readonly unknown[] = ['beforeInteractive', 'afterInteractive', 'lazyOnload', 'worker'];

/**
 * The inline scripts that a page of Next's App Router makes of its own data, later (`next/script` with code in place of an
 * address): in `__next_s` those before interaction, in `__next_f` (React's rows) the others. No tag contains them, so they are
 * read here.
 */
export function scriptsOfNext(tags: readonly Tag[]): readonly string[] {
  const pushed = tags.flatMap((tag) => {
    const { list, json } = pushIn(tag);
    const value = json === undefined ? null : parsed(json);
    return Array.isArray(value) ? [{ list, kind: value[0] as unknown, value: value[1] as unknown }] : [];
  });
  const early = pushed.flatMap(({ list, kind, value }) => (list === 's' && kind === 0 ? codeIn(value, new Map()) : []));
  const rows = pushed.map(({ list, kind, value }) => (list === 'f' && kind === 1 && typeof value === 'string' ? value : ''));
  return [...new Set([...early, ...codeInRows(rows.join(''))])];
}

/** What a tag pushes into which of the two lists: by code, or out of a data block. */
function pushIn(tag: Tag): { readonly list?: string | undefined; readonly json?: string | undefined } {
  const rows = rowsIn(tag);
  if (rows !== null) return { list: 'f', json: rows };
  if (tag.name !== 'script' || scriptKind(tag) !== 'classic' || attribute(tag, 'src') !== null) return {};
  const [, list, json] = PUSH.exec(inlineText(tag)) ?? [];
  return { list, json };
}

/** React's rows: `id:text` up to a line's end, or `id:T<bytes in hex>,text`. */
function codeInRows(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const texts = new Map<string, string>();
  const components = new Map<string, unknown>();
  const models: unknown[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf('\n', at);
    const end = line === -1 ? bytes.length : line;
    const [head = '', id = '', length] = /^([0-9a-f]*):(?:T([0-9a-f]+),)?/.exec(bytes.toString('utf8', at, end)) ?? [];
    const from = at + head.length;
    if (length !== undefined) {
      at = from + Number.parseInt(length, 16);
      texts.set(id, bytes.toString('utf8', from, at));
      continue;
    }
    const row = bytes.toString('utf8', from, end);
    if (row.startsWith('I')) components.set(`$L${id}`, nameIn(parsed(row.slice(1))));
    else models.push(parsed(row));
    at = end + 1;
  }
  return models
    .flatMap(elementsIn)
    .flatMap(([, type, , props]) => (isScript(props, components.get(String(type))) ? codeIn(props, texts) : []));
}

const nameIn = (component: unknown): unknown => (Array.isArray(component) ? component[2] : null);

/** Every React element in a value: `["$", type, key, props]`. Iteratively: a page may nest as deeply as it likes. */
function elementsIn(model: unknown): readonly (readonly unknown[])[] {
  const found: (readonly unknown[])[] = [];
  const open: unknown[] = [model];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value) && value[0] === '$') found.push(value);
    for (const part of Object.values(value)) open.push(part);
  }
  return found;
}

/** Is it `next/script`? Its module is imported whole, as few are, and Next wants an id for inline code. */
function isScript(props: unknown, name: unknown): boolean {
  if (typeof props !== 'object' || props === null) return false;
  if ('strategy' in props && STRATEGIES.includes(props.strategy)) return true;
  return name === '' && 'id' in props && typeof props.id === 'string';
}

/** The code in the properties of `next/script`. @param texts rows that longer texts stand in */
function codeIn(props: unknown, texts: ReadonlyMap<string, string>): readonly string[] {
  if (typeof props !== 'object' || props === null) return [];
  const html = 'dangerouslySetInnerHTML' in props ? props.dangerouslySetInnerHTML : null;
  const inner = typeof html === 'object' && html !== null && '__html' in html ? html.__html : null;
  const children: unknown = 'children' in props ? props.children : null;
  const parts: readonly unknown[] = inner !== null ? [inner] : Array.isArray(children) ? children : [children];
  const code = parts.map((part) => (typeof part === 'string' ? (texts.get(part.slice(1)) ?? part.replace(/^\$\$/, '$')) : ''));
  return code.join('') === '' ? [] : [code.join('')];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
