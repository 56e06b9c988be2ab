import { attribute, scriptKind, tagsIn, wordsOf, type Tag } from './tags.ts';

/** A build's scripts by served path: the value of `integrity` for each. */
export type ScriptIntegrity = ReadonlyMap<string, string>;

/** Marks what was inserted into a page here, so that it is inserted once. */
const OWN = 'data-sealmark';

/**
 * Scripts that no tag of a page loads are loaded by others, later and without `integrity`: by modules with `import` and
 * `import()`, and by bundlers' loaders (webpack, Next) with new script elements. For modules an import map gives the hashes, for
 * loaders a line of code does; both are inline, and named in the evidence as such.
 */
export function withLaterScripts(html: string, scripts: ScriptIntegrity): string {
  const tags = tagsIn(html);
  // Independent of the reader: builders and servers list files in different orders.
  const sorted: ScriptIntegrity = new Map([...scripts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  const own = tags.filter((tag) => tag.name === 'script' && attribute(tag, OWN) === null);
  const kinds = new Set(own.map(scriptKind));
  const first = tags.find((tag) => tag.name === 'script' || wordsOf(tag, 'rel').some((word) => word.endsWith('preload')));
  if (first === undefined || !own.some((tag) => scriptKind(tag) !== 'data')) return html;
  const edits = [
    ...(kinds.has('module') ? mapEdits(tags, first, sorted) : []),
    ...(own.some((tag) => scriptKind(tag) === 'classic' && attribute(tag, 'src') !== null)
      ? loaderEdits(tags, first, sorted)
      : []),
  ];
  return edits.toSorted((one, other) => other.at - one.at).reduce(edited, html);
}

/** Replaces the text of a page from `at` to `to`. */
type Edit = { readonly at: number; readonly to: number; readonly text: string };

const edited = (html: string, { at, to, text }: Edit): string => html.slice(0, at) + text + html.slice(to);

/** Firefox allows only one import map: an existing one gets the integrity. */
function mapEdits(tags: readonly Tag[], first: Tag, scripts: ScriptIntegrity): readonly Edit[] {
  const map = tags.find((tag) => tag.name === 'script' && scriptKind(tag) === 'importmap');
  const integrity = Object.fromEntries(scripts);
  if (map === undefined)
    return [{ at: first.start, to: first.start, text: `<script type="importmap">${inScript({ integrity })}</script>` }];
  const stated = JSON.parse(map.text) as { readonly integrity?: Readonly<Record<string, string>> };
  const elsewhere = Object.entries(stated.integrity ?? {}).filter(([address]) => address.startsWith('https:'));
  const text = inScript({ ...stated, integrity: { ...Object.fromEntries(elsewhere), ...integrity } });
  return [{ at: map.end, to: map.end + map.text.length, text }];
}

function loaderEdits(tags: readonly Tag[], first: Tag, scripts: ScriptIntegrity): readonly Edit[] {
  const text = loaderOf(scripts);
  const before = tags.find((tag) => tag.name === 'script' && attribute(tag, OWN) !== null);
  if (before !== undefined) return [{ at: before.end, to: before.end + before.text.length, text }];
  return [{ at: first.start, to: first.start, text: `<script ${OWN}>${text}</script>` }];
}

/** Script elements created by code get their file's integrity along with its address. */
const loaderOf = (scripts: ScriptIntegrity): string =>
  `(()=>{const known=new Map(${inScript([...scripts])}),own=HTMLScriptElement.prototype,src=Object.getOwnPropertyDescriptor(own,'src');` +
  `Object.defineProperty(own,'src',{...src,set(to){src.set.call(this,to);const at=new URL(this.src,document.baseURI),` +
  `is=at.origin===location.origin&&known.get(decodeURI(at.pathname));if(is)this.integrity=is}})})()`;

/** JSON that cannot end a script element. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
