import { render, type JSX } from 'preact';
import { act } from 'preact/test-utils';

/** A drawn part: what it shows, and what a user can do with it. */
export type DrawnPart = {
  readonly root: HTMLElement;
  /** Its whole text, with white space collapsed. */
  readonly text: () => string;
  readonly all: (selector: string) => readonly HTMLElement[];
  /** The only matching element whose text or accessible name begins with these words; throws where there is none. */
  readonly find: (selector: string, words?: string) => HTMLElement;
  readonly press: (words: string) => Promise<void>;
  readonly type: (selector: string, text: string) => Promise<void>;
  readonly submit: () => Promise<void>;
};

const joined = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

/** Draws a part into the test's document, after removing what an earlier test drew. */
export async function draw(part: JSX.Element): Promise<DrawnPart> {
  for (const earlier of document.querySelectorAll<HTMLElement>('main[data-drawn]')) {
    render(null, earlier);
    earlier.remove();
  }
  const root = document.createElement('main');
  root.dataset['drawn'] = '';
  document.body.append(root);
  await act(() => {
    render(part, root);
  });
  const all = (selector: string): readonly HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
  const find = (selector: string, words = ''): HTMLElement => {
    const names = (one: HTMLElement): readonly string[] => [joined(one.textContent), one.getAttribute('aria-label') ?? ''];
    const found = all(selector).find((one) => names(one).some((name) => name.startsWith(words)));
    if (found === undefined) throw new Error(`no ${selector} “${words}” in: ${joined(root.textContent)}`);
    return found;
  };
  return {
    root,
    text: () => joined(root.textContent),
    all,
    find,
    press: async (words) => {
      await act(() => {
        find('button, summary', words).click();
      });
    },
    type: async (selector, text) => {
      await act(() => {
        const field = find(selector) as HTMLInputElement;
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      });
    },
    submit: async () => {
      await act(() => {
        find('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
      });
    },
  };
}
