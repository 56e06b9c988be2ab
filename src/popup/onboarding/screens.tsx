import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { ALL_SITES } from '../shared/browser.ts';
import { Legend } from '../shared/parts/legend.tsx';
import { grant } from '../shared/use-hosts.ts';
import { LIMITS_WORDS, MEANING_WORDS, PERMISSION_WORDS, READY_WORDS } from '../words/pages/onboarding.ts';
import { NOT_TOLD } from '../words/not-told.ts';

type Heading = { readonly heading: RefObject<HTMLHeadingElement | null> };

/** Screen 1: what happens after the lock, and the common marks. */
export function Meaning({ heading }: Heading): JSX.Element {
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {MEANING_WORDS.title}{' '}
      </h1>
      <p>{MEANING_WORDS.lock}</p>
      <p>{MEANING_WORDS.mark}</p>
      <Legend badges={['verified', 'unbound', 'unaudited', 'caution', 'failed', 'none']} />
    </>
  );
}

/** Screen 2: what a mark does not say, and the only place where it can be believed. */
export function Limits({ heading }: Heading): JSX.Element {
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {LIMITS_WORDS.title}{' '}
      </h1>
      <ul class="plain">
        {NOT_TOLD.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>
        <strong>{LIMITS_WORDS.inPage}</strong> {LIMITS_WORDS.inPageWhy}
      </p>
      <p>{LIMITS_WORDS.mostSites}</p>
    </>
  );
}

/** Screen 3: the permission. The browser's prompt must directly follow the click. */
export function Permission({ heading, finish }: Heading & { finish: (how: 'everywhere' | 'on-click') => void }): JSX.Element {
  const [refused, setRefused] = useState(false);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {PERMISSION_WORDS.title}{' '}
      </h1>
      <div class="choices">
        <div class="choice">
          <h2>{PERMISSION_WORDS.everywhere}</h2>
          <p>{PERMISSION_WORDS.everywhereMeans}</p>
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
            {PERMISSION_WORDS.grant}{' '}
          </button>
        </div>
        <div class="choice">
          <h2>{PERMISSION_WORDS.onClick}</h2>
          <p>{PERMISSION_WORDS.onClickMeans}</p>
          <button
            type="button"
            onClick={() => {
              finish('on-click');
            }}
          >
            {PERMISSION_WORDS.onClick}{' '}
          </button>
        </div>
      </div>
      {refused && <p role="status">{PERMISSION_WORDS.refused}</p>}
      <p class="note">{PERMISSION_WORDS.note}</p>
    </>
  );
}

/** The end: where to find the mark. */
export function Ready({ heading, everywhere }: Heading & { everywhere: boolean }): JSX.Element {
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {READY_WORDS.title}{' '}
      </h1>
      <p>{everywhere ? READY_WORDS.everywhere : READY_WORDS.onClick}</p>
      <p>{READY_WORDS.pin}</p>
    </>
  );
}
