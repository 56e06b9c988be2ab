import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { Malformed } from '../malformed.ts';
import { attributeOf, elementsIn, parseXml, textIn } from './xml.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const MAX_BYTES = 1 << 20;
const parse = (text: string) => parseXml(ascii(text), 'XML', MAX_BYTES);

describe('XML', () => {
  it('is read into elements with their namespaces', () => {
    const root = parse(
      '<?xml version="1.0" encoding="UTF-8"?>\n<a xmlns="u:1" xmlns:p="u:2"><p:b c="1" p:c="2"/>\n<d> x </d></a >\n',
    );
    expect(root).toMatchObject({ namespace: 'u:1', local: 'a', prefix: '' });
    const [b, d] = elementsIn(root, 'XML');
    expect(b).toMatchObject({ namespace: 'u:2', local: 'b' });
    expect(b && [attributeOf(b, '', 'c'), attributeOf(b, 'u:2', 'c'), attributeOf(b, 'u:1', 'c')]).toEqual(['1', '2', undefined]);
    expect(d && textIn(d, 'XML')).toBe(' x ');
  });

  it('gives an attribute without a prefix no namespace, and an inner declaration its own scope', () => {
    const root = parse('<a xmlns="u:1"><b xmlns="u:2" c="1"/><b/></a>');
    expect(elementsIn(root, 'XML').map(({ namespace, attributes }) => [namespace, attributes[0]?.namespace])).toEqual([
      ['u:2', ''],
      ['u:1', undefined],
    ]);
  });

  it.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    ['a document type with entities that grow', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['a predefined entity', '<a>&amp;</a>'],
    ['a predefined entity in a value', '<a b="&quot;"/>'],
    ['a character reference', '<a>&#65;</a>'],
    ['a character reference in a value', '<a b="&#x41;"/>'],
    ['a comment', '<a><!-- x --></a>'],
    ['a comment inside a value', '<a>1<!-- -->2</a>'],
    ['a comment before the root', '<!-- x --><a/>'],
    ['a CDATA section', '<a><![CDATA[x]]></a>'],
    ['a processing instruction', '<a><?x y?></a>'],
    ['a style sheet', '<?xml-stylesheet href="x"?><a/>'],
    ['a declaration of another version', '<?xml version="1.1" encoding="UTF-8"?><a/>'],
    ['a declaration of another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['a declaration that is not first', ' <?xml version="1.0" encoding="UTF-8"?><a/>'],
    ['a carriage return', '<a>\r\n</a>'],
    ['a carriage return in a tag', '<a\r\n/>'],
    ['a tab', '<a>\t</a>'],
    ['a line feed in a value', '<a b="x\ny"/>'],
    ['a tab in a value', '<a b="x\ty"/>'],
    ['a value in single quotes', "<a b='x'/>"],
    ['a value without quotes', '<a b=x/>'],
    ['a less-than sign in a value', '<a b="<"/>'],
    ['a greater-than sign in text', '<a>></a>'],
    ['an attribute without a value', '<a b/>'],
    ['spaces around the equals sign', '<a b = "1"/>'],
    ['no space between attributes', '<a b="1"c="2"/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice under two prefixes', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'],
    ['a namespace declared twice', '<a xmlns:p="u" xmlns:p="v"/>'],
    ['an undeclared prefix', '<p:a/>'],
    ['an undeclared prefix of an attribute', '<a p:b="1"/>'],
    ['a prefix declared by a sibling', '<a><b xmlns:p="u"/><p:c/></a>'],
    ['an emptied default namespace', '<a xmlns="u"><b xmlns=""/></a>'],
    ['an emptied prefix', '<a xmlns:p=""/>'],
    ['the prefix xml', '<a xml:base="u"/>'],
    ['the prefix xmlns declared', '<a xmlns:xmlns="u"/>'],
    ['the prefix xml declared', '<a xmlns:xml="http://www.w3.org/XML/1998/namespace"/>'],
    ['an end tag of another name', '<a></b>'],
    ['an end tag of another prefix', '<p:a xmlns:p="u" xmlns:q="u"></q:a>'],
    ['an element that does not end', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['text before the root', 'x<a/>'],
    ['text behind the root', '<a/>x'],
    ['no root', ' \n'],
    ['nothing', ''],
    ['a name that begins with a digit', '<1/>'],
    ['a space before the name', '< a/>'],
    ['a letter that is not ASCII', '<a>é</a>'],
    ['NUL', '<a>\0</a>'],
  ])('is refused with %s', (_, text) => {
    expect(() => parse(text)).toThrow(Malformed);
  });

  it('is refused with a byte order mark', () => {
    expect(() => parseXml(concat(Uint8Array.of(0xef, 0xbb, 0xbf), ascii('<a/>')), 'XML', MAX_BYTES)).toThrow(Malformed);
    expect(() => parseXml(Uint8Array.of(0xff, 0xfe, 0x3c, 0, 0x61, 0), 'XML', MAX_BYTES)).toThrow(Malformed);
  });

  it('reports where it went wrong', () => {
    expect(() => parse('<a><b>&amp;</b></a>')).toThrow(expect.objectContaining({ field: 'XML', offset: 6 }));
  });

  it('is capped in bytes, depth, elements and attributes', () => {
    expect(() => parseXml(ascii(`<a>${' '.repeat(MAX_BYTES)}</a>`), 'XML', MAX_BYTES)).toThrow(Malformed);
    expect(() => parse('<a>'.repeat(100_000))).toThrow(expect.objectContaining({ why: 'nested too deep' }));
    expect(() => parse(`<a>${'<b/>'.repeat(5000)}</a>`)).toThrow(expect.objectContaining({ why: 'too many elements' }));
    const attributes = Array.from({ length: 65 }, (_, at) => ` b${String(at)}="1"`).join('');
    expect(() => parse(`<a${attributes}/>`)).toThrow(expect.objectContaining({ why: 'too many attributes' }));
  });

  it('is total: any text made of its own pieces is read or refused as malformed, in linear time', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '="',
      '"',
      ' ',
      '\n',
      'a',
      'b',
      ':',
      'xmlns',
      '&',
      '!',
      '?',
      '</a>',
      '<a>',
      '<a/>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          parse(pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  // In quadratic time each would take minutes, and the test its whole time limit.
  it.each(['<a ', '<a b="', ' ', '<a>\n', 'a'])('takes time in proportion to its length, made of %j', (part) => {
    expect(() => parse(part.repeat(1_000_000 / part.length))).toThrow(Malformed);
  });
});
