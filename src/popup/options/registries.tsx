import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ListedProfile } from '../../background/api/registry-profile.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { plain } from '../words/fill.ts';
import { ABOUT_CHAINS, PROOF_WORDS } from '../words/registry-details.ts';
import { registrySentence } from '../words/registry.ts';
import { AddChain } from './add-registry.tsx';

/** The public chains that may be asked what they know about attested code. None is asked before it is turned on. */
export function Registries(): JSX.Element {
  const held = useAnswer('registry.list');
  return (
    <>
      <p>
        Some services write down on a public chain which code they run. {ABOUT_CHAINS} Sealmark can look there too. What the chain
        says never makes a mark green; only a contradiction changes it, to amber.
      </p>
      <p class="note">
        A node of the chain learns your internet address and which key you ask for, and so perhaps which service you use; it does
        not learn which page you visit. Nothing is asked of a chain that is off.
      </p>
      <Answered held={held}>
        {(profiles) => (
          <ul class="entries">
            {profiles.map((listed) => (
              <Profile key={listed.profile.id} listed={listed} changed={held.again} />
            ))}
          </ul>
        )}
      </Answered>
      <AddChain changed={held.again} />
    </>
  );
}

function Profile({ listed, changed }: { listed: ListedProfile; changed: () => void }): JSX.Element {
  const { profile, builtIn, on } = listed;
  const { id, name, endpoints, discontinued, test } = profile;
  const [found, setFound] = useState<string | null>(null);
  const { call, failure } = useCall();

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
    setFound('Asking…');
    const answer = await call('registry.try', { id });
    setFound(answer.ok ? tried(answer.value) : null);
  }

  return (
    <li class="entry" data-profile={id}>
      <label>
        <input type="checkbox" checked={on} onChange={(event) => void turn(event.currentTarget.checked)} />
        <strong>{plain(name)}</strong>
      </label>
      <p class="note">
        {test ? 'A test network: what rests on its word is marked as a test. ' : ''}
        {discontinued === null ? '' : `Its operator announced its end for ${plain(discontinued)}. `}
        {endpoints.length === 0 ? 'No node is known.' : `Nodes: ${endpoints.map((one) => plain(one)).join(', ')}`}
      </p>
      <div class="row">
        <button type="button" aria-label={`Try ${name}`} onClick={() => void read()}>
          Try
        </button>
        {!builtIn && <Confirm label="Remove" question="Remove this chain?" yes="Remove" act={() => void remove()} />}
        <span role="status">{found}</span>
      </div>
      <Failure of={failure} />
    </li>
  );
}

/** What a try found: who answered and how far it can be proven. */
function tried(view: Parameters<typeof registrySentence>[0]): string {
  if (view.at !== 'answered' || view.level === null) return registrySentence(view);
  const block = view.block === null ? '' : ` Block ${String(view.block.number)}.`;
  return `${view.nodes.map((node) => plain(node)).join(', ')} answered.${block} ${PROOF_WORDS[view.level]}`;
}
