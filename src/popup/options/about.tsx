import type { JSX } from 'preact';
import { about } from '../shared/browser.ts';
import { Legend } from '../shared/parts/legend.tsx';

/** Which release this is, what it does, and what its marks mean. */
export function About(): JSX.Element {
  const { name, version } = about();
  return (
    <>
      <p>
        {name} {version}. It checks on this computer whether the service behind a page proves, by its hardware, which code it runs
        and that your connection ends there. No verdict comes from a server, ours or anyone’s, and no use of it is reported to
        anyone.
      </p>
      <Legend />
      <p class="note">
        The package can be rebuilt from its source: the command “npm run pack” makes the same bytes again and prints their
        SHA-256.
      </p>
    </>
  );
}
