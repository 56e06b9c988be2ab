import type { JSX } from 'preact';
import { NOT_TOLD } from '../words/not-told.ts';
import { POPUP_WORDS } from '../words/pages/popup.ts';

/** What no attestation tells, whatever the outcome. */
export function NotTold(): JSX.Element {
  return (
    <details>
      <summary>{POPUP_WORDS.notTold}</summary>
      <ul class="plain">
        {NOT_TOLD.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
