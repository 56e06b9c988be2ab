import type { JSX } from 'preact';
import { about } from '../shared/browser.ts';
import { Legend } from '../shared/parts/legend.tsx';
import { fill } from '../words/fill.ts';
import { ABOUT_WORDS } from '../words/pages/options.ts';

/** Which release this is, what it does, and what its marks mean. */
export function About(): JSX.Element {
  const { name, version } = about();
  return (
    <>
      <p>{fill(ABOUT_WORDS.what, { name, version })}</p>
      <Legend />
      <p class="note">{ABOUT_WORDS.rebuild}</p>
    </>
  );
}
