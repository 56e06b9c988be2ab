import { toAscii } from '../bytes/text.ts';
import type { XmlAttribute, XmlElement } from './xml.ts';

type Scope = ReadonlyMap<string, string>;

/**
 * Canonical XML 1.1 (W3C Recommendation of 2 May 2008), inclusive and without comments, of an element read by `parseXml`. Most of
 * the specification concerns what that reader refuses; what remains is the order of attributes, namespace declarations already in
 * effect, and the end tags of empty elements (sections 2.3 and 3).
 *
 * @param ancestors the elements around the apex, outermost first: the namespaces that they declare are in scope, and Canonical
 * XML writes them on the apex (section 2.4) @param without an element to leave out with all its content (XML Signature 1.1,
 * section 6.6.4, enveloped signature)
 */
export function canonicalXml(
  apex: XmlElement,
  ancestors: readonly XmlElement[] = [],
  without: XmlElement | null = null,
): Uint8Array<ArrayBuffer> {
  const inherited = new Map(ancestors.flatMap(({ declared }) => [...declared]));
  const parts: string[] = [];
  write(apex, new Map(), new Map([...inherited, ...apex.declared]), without, parts);
  return toAscii(parts.join(''), 'canonical XML');
}

/** @param rendered namespaces that the output around this element already declares @param own those in scope that may be new */
function write(element: XmlElement, rendered: Scope, own: Scope, without: XmlElement | null, parts: string[]): void {
  const name = element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
  const fresh = [...own].filter(([prefix, uri]) => rendered.get(prefix) !== uri).sort(([a], [b]) => (a < b ? -1 : 1));
  parts.push('<', name);
  for (const [prefix, uri] of fresh) parts.push(prefix === '' ? ' xmlns="' : ` xmlns:${prefix}="`, uri, '"');
  for (const { prefix, local, value } of element.attributes.toSorted(byName))
    parts.push(prefix === '' ? ' ' : ` ${prefix}:`, local, '="', value, '"');
  parts.push('>');
  const inside = fresh.length === 0 ? rendered : new Map([...rendered, ...fresh]);
  for (const child of element.children) {
    if (typeof child === 'string') parts.push(child);
    else if (child !== without) write(child, inside, child.declared, without, parts);
  }
  parts.push('</', name, '>');
}

/** Section 2.3, axis of attributes: by namespace URI, then by local name; no namespace comes first. */
function byName(a: XmlAttribute, b: XmlAttribute): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.local < b.local ? -1 : 1;
}
