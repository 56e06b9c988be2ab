import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { RegistryProfile } from '../../background/api/registry-profile.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import { REGISTRIES_WORDS } from '../words/pages/registries.ts';

/** A profile published by an organisation, as JSON. The background validates every field before storing it. */
export function AddChain({ changed }: { changed: () => void }): JSX.Element {
  const [text, setText] = useState('');
  const { call, failure, refuse } = useCall();
  const id = useId();

  async function add(): Promise<void> {
    let profile: RegistryProfile;
    try {
      // Nothing is validated here: 'registry.put' validates all of it and refuses anything but a profile.
      profile = JSON.parse(text) as RegistryProfile;
    } catch {
      refuse(REGISTRIES_WORDS.notJson);
      return;
    }
    const answer = await call('registry.put', profile);
    if (answer.ok) setText('');
    changed();
  }

  return (
    <details class="import">
      <summary>{REGISTRIES_WORDS.add}</summary>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label class="field" for={id}>
          {REGISTRIES_WORDS.profile}{' '}
        </label>
        <textarea
          id={id}
          rows={6}
          spellcheck={false}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <button type="submit">{REGISTRIES_WORDS.submit}</button>
        <Failure of={failure} />
      </form>
    </details>
  );
}
