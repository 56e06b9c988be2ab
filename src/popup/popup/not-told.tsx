import type { JSX } from 'preact';
import { LOCK_NOT_TOLD } from '../words/locked.ts';
import { NOT_TOLD } from '../words/not-told.ts';
import { POPUP_WORDS } from '../words/pages/popup.ts';

/** What no attestation covers, whatever the outcome; and what a lock does not cover, where there is one. */
export function NotTold({ locked = false }: { locked?: boolean }): JSX.Element {
  return (
    <details>
      <summary>{POPUP_WORDS.notTold}</summary>
      <ul class="plain">
        {[...NOT_TOLD, ...(locked ? LOCK_NOT_TOLD : [])].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
