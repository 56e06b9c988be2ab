import { describe, expect, it } from 'vitest';
import { canonicalXml } from './c14n.ts';
import { elementsIn, parseXml, type XmlElement } from './xml.ts';

const parse = (text: string): XmlElement => parseXml(new TextEncoder().encode(text), 'XML', 1 << 16);
const canonical = (...args: Parameters<typeof canonicalXml>): string => new TextDecoder().decode(canonicalXml(...args));
const first = (element: XmlElement): XmlElement => elementsIn(element, 'XML')[0] ?? element;

describe('Canonical XML 1.1', () => {
  it.each([
    ['ends empty elements in full', '<a><b/></a>', '<a><b></b></a>'],
    ['leaves the declaration and what surrounds the root out', '<?xml version="1.0" encoding="UTF-8"?>\n<a/>\n', '<a></a>'],
    ['keeps white space in content', '<a>\n  <b/> </a>', '<a>\n  <b></b> </a>'],
    ['writes one space between attributes, and none in tags', '<a  b="1"\n c="2" ><d /></a >', '<a b="1" c="2"><d></d></a>'],
    ['orders attributes by name', '<a c="1" b="2"/>', '<a b="2" c="1"></a>'],
    // The example of the specification, section 3.3: namespace URI first, then local name; no namespace before all.
    [
      'orders attributes by namespace before name',
      '<e xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" a:attr="out" b:attr="sorted" attr2="all" attr="I\'m"/>',
      '<e xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I\'m" attr2="all" b:attr="sorted" a:attr="out"></e>',
    ],
    [
      'orders declarations by prefix, the default one first',
      '<a xmlns:c="u:1" xmlns="u:3" xmlns:b="u:2"/>',
      '<a xmlns="u:3" xmlns:b="u:2" xmlns:c="u:1"></a>',
    ],
    ['writes declarations before attributes', '<a b="1" xmlns="u"/>', '<a xmlns="u" b="1"></a>'],
    [
      'leaves out a declaration that is in effect',
      '<a xmlns="u"><b xmlns="u"><c xmlns="v"><d xmlns="u"/></c></b></a>',
      '<a xmlns="u"><b><c xmlns="v"><d xmlns="u"></d></c></b></a>',
    ],
    [
      'keeps prefixes, used or not',
      '<p:a xmlns:p="u" xmlns:q="u"><q:b/></p:a>',
      '<p:a xmlns:p="u" xmlns:q="u"><q:b></q:b></p:a>',
    ],
  ])('%s', (_, source, wanted) => {
    expect(canonical(parse(source))).toBe(wanted);
  });

  it('of a nested element writes every namespace in scope on it', () => {
    const root = parse('<a xmlns="u:1" xmlns:p="u:2"><p:b xmlns:q="u:3" xmlns:p="u:2" c="1"/></a>');
    expect(canonical(first(root), [root])).toBe('<p:b xmlns="u:1" xmlns:p="u:2" xmlns:q="u:3" c="1"></p:b>');
  });

  it('of a nested element uses the nearest declaration of a prefix', () => {
    const root = parse('<a xmlns:p="u:1"><b xmlns:p="u:2"><p:c/></b></a>');
    const inner = first(root);
    expect(canonical(first(inner), [root, inner])).toBe('<p:c xmlns:p="u:2"></p:c>');
  });

  it('leaves one element out, and the text around it in', () => {
    const root = parse('<a> <b><c/></b>\n</a>');
    expect(canonical(root, [], first(root))).toBe('<a> \n</a>');
  });
});
