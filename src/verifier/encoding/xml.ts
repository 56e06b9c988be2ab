import { fromAscii } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';

/**
 * An attribute with its namespace resolved; `namespace` is '' for a name without a prefix (Namespaces in XML 1.0, section 6.2).
 */
export type XmlAttribute = {
  readonly prefix: string;
  readonly namespace: string;
  readonly local: string;
  readonly value: string;
};

/** The content of an element, in order: text, and other elements. */
export type XmlNode = string | XmlElement;

/** An element as it was written, with its names resolved. */
export type XmlElement = {
  readonly prefix: string;
  readonly namespace: string;
  readonly local: string;
  /** Namespaces declared on this element itself: prefix ('' for the default one) → URI. */
  readonly declared: ReadonlyMap<string, string>;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
};

const MAX_DEPTH = 16;
const MAX_ELEMENTS = 4096;
const MAX_ATTRIBUTES = 64;

/** The only declaration that restates what always holds. Canonical XML leaves it out. */
const DECLARATION = /^<\?xml version="1\.0" encoding="(?:UTF-8|utf-8)"\?>\n?/;
const NAME = /(?:([A-Za-z_][A-Za-z0-9_.-]{0,63}):)?([A-Za-z_][A-Za-z0-9_.-]{0,63})/y;
const SPACE = /[ \n]*/y;
/** No `<`, `&` or `>`, so that nothing needs escaping, and no tab, line feed or carriage return, which XML would change. */
const VALUE = /"([\x20!#-%'-;=?-~]*)"/y;
/** Text is spaces, line feeds and printable ASCII, again without `<`, `&` and `>`. */
const TEXT = /[\n\x20-%'-;=?-~]+/y;

type Scope = ReadonlyMap<string, string>;

/**
 * A reader for the part of XML 1.0 that signed reference files use: elements, attributes in double quotes, namespaces and plain
 * text, in ASCII. Everything else is refused, not skipped: document types, entities and references of any kind, comments, CDATA
 * sections, processing instructions, carriage returns, tabs, byte order marks, `xml:` attributes, undeclared or emptied
 * namespaces. What remains means the same to every reader, and its canonical form (`c14n.ts`) needs no escaping.
 */
class XmlParser {
  readonly #text: string;
  readonly #what: string;
  #at = 0;
  #elements = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  document(): XmlElement {
    this.#at = DECLARATION.exec(this.#text)?.[0].length ?? 0;
    this.#match(SPACE);
    const root = this.#element(new Map(), 0);
    this.#match(SPACE);
    if (this.#at !== this.#text.length) throw this.#malformed('text after the root element');
    return root;
  }

  #malformed(why: string): Malformed {
    return new Malformed(this.#what, why, this.#at);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #take(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  #expect(literal: string): void {
    if (!this.#take(literal)) throw this.#malformed(`no ${literal}`);
  }

  #name(): { readonly prefix: string; readonly local: string } {
    const [, prefix = '', local = ''] = this.#match(NAME) ?? [];
    // Namespaces in XML 1.0, section 3: names that begin so are reserved; xml:base and xml:id have rules of their own in C14N.
    if (local === '' || prefix.toLowerCase().startsWith('xml')) throw this.#malformed('not a name');
    return { prefix, local };
  }

  #element(outer: Scope, depth: number): XmlElement {
    if (depth === MAX_DEPTH) throw this.#malformed('nested too deep');
    this.#elements += 1;
    if (this.#elements > MAX_ELEMENTS) throw this.#malformed('too many elements');
    this.#expect('<');
    const { prefix, local } = this.#name();
    const { declared, written } = this.#startTag();
    const scope: Scope = declared.size === 0 ? outer : new Map([...outer, ...declared]);
    const attributes = written.map((one) => ({
      ...one,
      namespace: one.prefix === '' ? '' : this.#resolve(one.prefix, scope),
    }));
    this.#areDistinct(attributes);
    const namespace = prefix === '' ? (scope.get('') ?? '') : this.#resolve(prefix, scope);
    const children = this.#take('/>') ? [] : this.#content(prefix, local, scope, depth);
    return { prefix, namespace, local, declared, attributes, children };
  }

  #startTag(): {
    readonly declared: ReadonlyMap<string, string>;
    readonly written: readonly { readonly prefix: string; readonly local: string; readonly value: string }[];
  } {
    const declared = new Map<string, string>();
    const written: { readonly prefix: string; readonly local: string; readonly value: string }[] = [];
    for (;;) {
      const spaced = this.#match(SPACE)?.[0] !== '';
      const next = this.#text[this.#at];
      if (next === '>' || next === '/') return { declared, written };
      if (!spaced) throw this.#malformed('no space before an attribute');
      if (declared.size + written.length === MAX_ATTRIBUTES) throw this.#malformed('too many attributes');
      if (this.#take('xmlns')) this.#declaration(declared);
      else {
        const name = this.#name();
        written.push({ ...name, value: this.#value() });
      }
    }
  }

  #declaration(declared: Map<string, string>): void {
    const prefix = this.#take(':') ? this.#name() : { prefix: '', local: '' };
    if (prefix.prefix !== '' || prefix.local.toLowerCase().startsWith('xml')) throw this.#malformed('not a prefix');
    const uri = this.#value();
    // Sections 5 and 6.2: an empty one cancels a declaration, which no file here does.
    if (uri === '') throw this.#malformed('empty namespace');
    if (declared.has(prefix.local)) throw this.#malformed('namespace declared twice');
    declared.set(prefix.local, uri);
  }

  #value(): string {
    this.#expect('=');
    const found = this.#match(VALUE);
    if (found === null) throw this.#malformed('not a plain value in double quotes');
    return found[1] ?? '';
  }

  #resolve(prefix: string, scope: Scope): string {
    const uri = scope.get(prefix);
    if (uri === undefined) throw this.#malformed(`prefix ${prefix} is not declared`);
    return uri;
  }

  /** Section 6.3: no two with the same name, nor with the same local name in the same namespace under two prefixes. */
  #areDistinct(attributes: readonly XmlAttribute[]): void {
    const names = new Set(attributes.map(({ namespace, local }) => `${namespace} ${local}`));
    if (names.size !== attributes.length) throw this.#malformed('attribute occurs twice');
  }

  #content(prefix: string, local: string, scope: Scope, depth: number): readonly XmlNode[] {
    this.#expect('>');
    const children: XmlNode[] = [];
    while (!this.#take('</')) {
      if (this.#text[this.#at] === '<') children.push(this.#element(scope, depth + 1));
      else {
        const found = this.#match(TEXT);
        if (found === null) throw this.#malformed('a character or end that is not in use here');
        children.push(found[0]);
      }
    }
    this.#expect(prefix === '' ? local : `${prefix}:${local}`);
    this.#match(SPACE);
    this.#expect('>');
    return children;
  }
}

/** The root element of a document. @param most cap in bytes @throws Malformed, with the place in characters */
export function parseXml(bytes: Uint8Array, what: string, most: number): XmlElement {
  if (bytes.length > most) throw new Malformed(what, `larger than ${String(most)} bytes`);
  return new XmlParser(fromAscii(bytes, what), what).document();
}

/** Does this element have this name? */
export const isNamed = (node: XmlNode, namespace: string, local: string): node is XmlElement =>
  typeof node !== 'string' && node.namespace === namespace && node.local === local;

/** The elements in this one; text between them must be white space. @throws Malformed */
export function elementsIn({ children, local }: XmlElement, what: string): readonly XmlElement[] {
  return children.flatMap((node) => {
    if (typeof node !== 'string') return [node];
    if (/[^ \n]/.test(node)) throw new Malformed(`${what}.${local}`, 'text between elements');
    return [];
  });
}

/** The text in this element, which contains nothing else. @throws Malformed */
export function textIn({ children, local }: XmlElement, what: string): string {
  return children
    .map((node) => {
      if (typeof node !== 'string') throw new Malformed(`${what}.${local}`, 'an element where text should be');
      return node;
    })
    .join('');
}

/** The value of an attribute, by namespace ('' for none) and name. */
export function attributeOf({ attributes }: XmlElement, namespace: string, local: string): string | undefined {
  return attributes.find((one) => one.namespace === namespace && one.local === local)?.value;
}
