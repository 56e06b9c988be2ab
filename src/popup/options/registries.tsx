import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ListedProfile } from '../../background/api/registry-profile.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { fill, listed, plain } from '../words/fill.ts';
import { REGISTRIES_WORDS } from '../words/pages/registries.ts';
import { ABOUT_CHAINS, PROOF_WORDS } from '../words/registry-details.ts';
import { registrySentence } from '../words/registry.ts';
import { AddChain } from './add-registry.tsx';

/** The public chains that may be asked about attested code. None is asked before it is turned on. */
export function Registries(): JSX.Element {
  const held = useAnswer('registry.list');
  return (
    <>
      <p>{fill(REGISTRIES_WORDS.intro, { chains: ABOUT_CHAINS })}</p>
      <p class="note">{REGISTRIES_WORDS.note}</p>
      <Answered held={held}>
        {(profiles) => (
          <ul class="entries">
            {profiles.map((one) => (
              <Profile key={one.profile.id} listed={one} changed={held.again} />
            ))}
          </ul>
        )}
      </Answered>
      <AddChain changed={held.again} />
    </>
  );
}

function Profile({ listed: { profile, builtIn, on }, changed }: { listed: ListedProfile; changed: () => void }): JSX.Element {
  const { id, name, endpoints, discontinued, test } = profile;
  const [found, setFound] = useState<string | null>(null);
  const { call, failure } = useCall();
  const about = [
    ...(test ? [REGISTRIES_WORDS.test] : []),
    ...(discontinued === null ? [] : [fill(REGISTRIES_WORDS.discontinued, { date: discontinued })]),
    endpoints.length === 0 ? REGISTRIES_WORDS.noNodes : fill(REGISTRIES_WORDS.nodes, { nodes: listed(endpoints) }),
  ];

  async function turn(next: boolean): Promise<void> {
    setFound(null);
    await call('registry.turn', { id, on: next });
    changed();
  }

  async function remove(): Promise<void> {
    await call('registry.remove', { id });
    changed();
  }

  async function read(): Promise<void> {
    setFound(REGISTRIES_WORDS.asking);
    const answer = await call('registry.try', { id });
    setFound(answer.ok ? tried(answer.value) : null);
  }

  return (
    <li class="entry" data-profile={id}>
      <label>
        <input type="checkbox" checked={on} onChange={(event) => void turn(event.currentTarget.checked)} />
        <strong>{plain(name)}</strong>
      </label>
      {about.map((line) => (
        <p key={line} class="note">
          {line}
        </p>
      ))}
      <div class="row">
        <button type="button" aria-label={fill(REGISTRIES_WORDS.tryChain, { chain: name })} onClick={() => void read()}>
          {REGISTRIES_WORDS.try}{' '}
        </button>
        {!builtIn && (
          <Confirm
            label={REGISTRIES_WORDS.remove}
            question={REGISTRIES_WORDS.removeQuestion}
            yes={REGISTRIES_WORDS.remove}
            act={() => void remove()}
          />
        )}
        <span role="status">{found}</span>
      </div>
      <Failure of={failure} />
    </li>
  );
}

/** The result of a trial: who answered, and how far it can be proven. */
function tried(view: Parameters<typeof registrySentence>[0]): string {
  if (view.at !== 'answered' || view.level === null) return registrySentence(view);
  const { nodes, block, level } = view;
  const facts = { nodes: listed(nodes), proof: PROOF_WORDS[level] };
  return block === null
    ? fill(REGISTRIES_WORDS.answered, facts)
    : fill(REGISTRIES_WORDS.answeredBlock, { ...facts, block: block.number });
}
