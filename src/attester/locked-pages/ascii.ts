/**
 * Code in plain ASCII: a hash covers bytes, and not the charset under which they are read. Escapes mean the same in strings, plain
 * templates, regular expressions and names (ECMAScript 12.7, 12.9.4), each half of a surrogate pair by itself.
 */
export function asciiOnly(code: string): string {
  return code.replaceAll(/[^\t\n\r\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The one place where they do not: the raw text of a template with a tag. @param tree of ESTree @returns null where there is none */
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
