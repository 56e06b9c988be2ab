import type { JSX } from 'preact';
import { NOT_TOLD } from '../words/not-told.ts';

/** What no attestation tells, whatever the outcome. */
export function NotTold(): JSX.Element {
  return (
    <details>
      <summary>What this does not tell you</summary>
      <ul class="plain">
        {NOT_TOLD.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}
