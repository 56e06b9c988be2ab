import { render, type JSX } from 'preact';

/** Draws a page of the extension into its `#root`, under its title from the words. */
export function drawPage(title: string, page: JSX.Element): void {
  const root = document.getElementById('root');
  if (root === null) return;
  document.title = title;
  render(page, root);
}
