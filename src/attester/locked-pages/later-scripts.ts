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

/**
 * Elements that code makes for scripts and their preloads get the file's integrity along with its address, as a property (webpack,
 * Turbopack) or as an attribute (React), in place of any other (webpack-subresource-integrity), which the evidence would not name.
 * What has no hash here gets none, and the browser refuses it.
 */
const loaderOf = (scripts: ScriptIntegrity): string =>
  `(()=>{const known=new Map(${inScript([...scripts])});` +
  `for(const[own,name]of[[HTMLScriptElement.prototype,'src'],[HTMLLinkElement.prototype,'href']]){` +
  `const attribute=own.setAttribute,give=(to)=>{try{const at=new URL(to[name],document.baseURI),` +
  `is=at.origin===location.origin&&known.get(decodeURIComponent(at.pathname));if(is)attribute.call(to,'integrity',is)}catch{}};` +
  `for(const one of[name,'integrity']){const before=Object.getOwnPropertyDescriptor(own,one);` +
  `Object.defineProperty(own,one,{...before,set(to){before.set.call(this,to);give(this)}})}` +
  `own.setAttribute=function(what,to){attribute.call(this,what,to);` +
  `if([name,'integrity'].includes(String(what).toLowerCase()))give(this)}}})()`;

/** What was inserted into a page, read again: the hash of each script that it loads later, by the address in the page. */
export function laterScripts(tags: readonly Tag[]): ScriptIntegrity {
  const loader = tags.find((tag) => tag.name === 'script' && attribute(tag, OWN) !== null)?.text ?? '';
  const [, known = '[]'] = /^\(\(\)=>\{const known=new Map\((\[.*?\])\);/.exec(loader) ?? [];
  const map = tags.find((tag) => tag.name === 'script' && scriptKind(tag) === 'importmap')?.text ?? '{}';
  return new Map([...pairsIn(known, (value) => value), ...pairsIn(map, integrityOfMap)]);
}

const integrityOfMap = (map: unknown): unknown =>
  typeof map === 'object' && map !== null && 'integrity' in map ? Object.entries(map.integrity ?? {}) : [];

function pairsIn(json: string, read: (value: unknown) => unknown): readonly (readonly [string, string])[] {
  try {
    const pairs: unknown = read(JSON.parse(json));
    return Array.isArray(pairs) ? pairs.filter(isPair) : [];
  } catch {
    return [];
  }
}

const isPair = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string');

/** JSON that cannot end a script element. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
