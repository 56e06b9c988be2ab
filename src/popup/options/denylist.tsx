import type { JSX } from 'preact';
import { Answered } from '../shared/parts/answered.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { DENYLIST_WORDS } from '../words/pages/allowlist.ts';
import { OwnWords } from './own-words.tsx';

/** The code that the user rejected: a rejection overrides everyone else, and ends when it is removed here. */
export function Denylist(): JSX.Element {
  const held = useAnswer('allowlist.list');
  return (
    <>
      <p>{DENYLIST_WORDS.intro}</p>
      <Answered held={held}>
        {(entries) => {
          const rejected = entries.filter(({ word }) => word === 'rejected');
          return rejected.length === 0 ? (
            <p class="empty">{DENYLIST_WORDS.empty}</p>
          ) : (
            <OwnWords label={DENYLIST_WORDS.label} entries={rejected} changed={held.again} now={Date.now()} />
          );
        }}
      </Answered>
    </>
  );
}
