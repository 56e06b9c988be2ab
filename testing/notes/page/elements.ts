/** An element with these attributes and children. */
export function element<N extends keyof HTMLElementTagNameMap>(
  name: N,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[N] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** An input with a name, by which a form reads it. */
export const input = (name: string, type = 'text'): HTMLInputElement => element('input', { name, type });

/** These, and nothing of before, in the place of the application. */
export function shown(...children: readonly Node[]): void {
  document.getElementById('app')?.replaceChildren(...children);
}
