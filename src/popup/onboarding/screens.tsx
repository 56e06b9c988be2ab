import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_SITES } from '../shared/browser.ts';
import { Legend } from '../shared/parts/legend.tsx';
import { grant } from '../shared/use-hosts.ts';
import { NOT_TOLD } from '../words/not-told.ts';

type Heading = { readonly heading: RefObject<HTMLHeadingElement | null> };

/** Screen 1: what happens after the lock, and the marks that one meets. */
export function Meaning({ heading }: Heading): JSX.Element {
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        What happens to your data after it arrives?
      </h1>
      <p>
        The lock in the address bar says that no one listens on the way. It says nothing about what happens at the other end,
        where the site’s operator and its hosting company can normally read everything.
      </p>
      <p>
        Some sites handle your data in a closed-off part of a processor that even they cannot look into, and let that processor
        prove which code runs there. Sealmark checks the proof, on your own computer, and shows a mark:
      </p>
      <Legend badges={['verified', 'unbound', 'unaudited', 'caution', 'failed', 'none']} />
    </>
  );
}

/** Screen 2: what a mark does not say, and the one place where it can be believed. */
export function Limits({ heading }: Heading): JSX.Element {
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        What the mark does not tell you
      </h1>
      <ul class="plain">
        {NOT_TOLD.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>
        <strong>A tick inside a page means nothing:</strong> any page can draw one. Only Sealmark’s own mark in the browser’s
        toolbar or address bar counts, and what you read when you click it.
      </p>
      <p>Most sites prove nothing today. Then the mark stays grey, and that is no warning.</p>
    </>
  );
}

/** Screen 3: the permission. The browser's question must follow the click directly. */
export function Permission({ heading, finish }: Heading & { finish: (how: 'everywhere' | 'on-click') => void }): JSX.Element {
  const [refused, setRefused] = useState(false);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Where may Sealmark look?
      </h1>
      <div class="choices">
        <div class="choice">
          <h2>On all sites</h2>
          <p>
            The mark appears by itself. Your browser will ask you to let Sealmark read the sites you visit; it needs that to see
            whether a site announces a proof, and over which connection the page came. A site that announces none is not
            contacted.
          </p>
          <button
            type="button"
            class="primary"
            onClick={() => {
              void grant([ALL_SITES]).then((granted) => {
                if (granted) finish('everywhere');
                else setRefused(true);
              });
            }}
          >
            Check all sites
          </button>
        </div>
        <div class="choice">
          <h2>Only when I click</h2>
          <p>
            Sealmark sees a site only when you open its popup there and ask. You will not notice when a site that used to prove
            its code stops doing so.
          </p>
          <button
            type="button"
            onClick={() => {
              finish('on-click');
            }}
          >
            Only when I click
          </button>
        </div>
      </div>
      {refused && <p role="status">The browser did not grant it. You can go on with “Only when I click” and change it later.</p>}
      <p class="note">Either way, what Sealmark sees stays on this computer. You can change your mind in the settings.</p>
    </>
  );
}

/** The end: where to find the mark. */
export function Ready({ heading, everywhere }: Heading & { everywhere: boolean }): JSX.Element {
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        That is all
      </h1>
      <p>
        {everywhere
          ? 'From now on the mark shows what each site proves.'
          : 'To check a site, open Sealmark from the toolbar there and choose “Check this site”.'}
      </p>
      <p>
        If you do not see the mark in the toolbar, open the browser’s list of extensions (the puzzle piece) and pin Sealmark to
        it. You can close this page now.
      </p>
    </>
  );
}
