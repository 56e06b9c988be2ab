import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { ListedProfile } from '../../../background/api/registry-profile.ts';
import { call } from '../../shared/browser.ts';
import { Failure } from '../../shared/parts/failure.tsx';
import { useCall } from '../../shared/use-call.ts';
import { plain } from '../../words/fill.ts';
import { REGISTRY_CHOICE_WORDS } from '../../words/pages/details.ts';
import { Section } from '../../shared/result/section.tsx';

/** No particular chain was chosen for this site, or no chain should be asked: no profile has such an id. */
const ANY = '*';
const NOBODY = '-';

/** Which of the chains that are turned on is asked about this site. Drawn only when there is one. */
export function RegistryChoice({ origin }: { origin: string }): JSX.Element | null {
  const [profiles, setProfiles] = useState<readonly ListedProfile[]>([]);
  const [chosen, setChosen] = useState(ANY);
  const { call: change, failure } = useCall();
  const id = useId();

  useEffect(() => {
    void Promise.all([call('registry.list', null), call('registry.choice', { origin })]).then(([list, choice]) => {
      if (list.ok) setProfiles(list.value.filter(({ on }) => on));
      if (choice.ok) setChosen(choice.value === null ? ANY : (choice.value.profile ?? NOBODY));
    });
  }, [origin]);

  async function choose(value: string): Promise<void> {
    setChosen(value);
    if (value === ANY) await change('registry.forget-choice', { origin });
    else await change('registry.choose', { origin, profile: value === NOBODY ? null : value });
  }

  if (profiles.length === 0) return null;
  return (
    <Section title={REGISTRY_CHOICE_WORDS.title}>
      <label class="hidden" for={id}>
        {REGISTRY_CHOICE_WORDS.label}{' '}
      </label>
      <select id={id} value={chosen} onChange={(event) => void choose(event.currentTarget.value)}>
        <option value={ANY}>{REGISTRY_CHOICE_WORDS.any}</option>
        <option value={NOBODY}>{REGISTRY_CHOICE_WORDS.none}</option>
        {profiles.map(({ profile }) => (
          <option key={profile.id} value={profile.id}>
            {plain(profile.name)}
          </option>
        ))}
      </select>
      <Failure of={failure} />
    </Section>
  );
}
