/**
 * Code in plain ASCII: a hash covers bytes, not the charset in which they are read. Escapes mean the same in strings, plain
 * templates, regular expressions and names (ECMAScript 12.7, 12.9.4), with each half of a surrogate pair separate.
 */
export function asciiOnly(code: string): string {
  return code.replaceAll(/[^\t\n\r\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The one exception: the raw text of a tagged template. @param tree an ESTree @returns null if there is none */
export function rawTemplate(tree: unknown): string | null {
  if (typeof tree !== 'object' || tree === null) return null;
  const raw = rawOf(tree);
  if (raw !== null) return raw;
  for (const part of Object.values(tree)) {
    const found = rawTemplate(part);
    if (found !== null) return found;
  }
  return null;
}

function rawOf(node: object): string | null {
  if (!('type' in node) || node.type !== 'TaggedTemplateExpression' || !('quasi' in node)) return null;
  const { quasis } = node.quasi as { readonly quasis: readonly { readonly value: { readonly raw: string } }[] };
  return quasis.map(({ value }) => value.raw).find((raw) => asciiOnly(raw) !== raw) ?? null;
}
