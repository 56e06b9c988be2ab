import type { JSX } from 'preact';
import { Answered } from '../shared/parts/answered.tsx';
import { CopyButton } from '../shared/parts/copyable.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { fill, plain } from '../words/fill.ts';
import { SET_ASIDE_WORDS } from '../words/pages/options.ts';

/** Records that could not be read. Nothing is dropped silently. */
export function SetAside(): JSX.Element {
  const held = useAnswer('storage.set-aside');
  return (
    <Answered held={held}>
      {(records) =>
        records.length === 0 ? (
          <p>{SET_ASIDE_WORDS.none}</p>
        ) : (
          <>
            <p>{SET_ASIDE_WORDS.some}</p>
            <ul class="entries">
              {records.map(({ store, key, why, at }) => (
                <li key={`${store} ${key} ${at}`} class="entry">
                  <strong>{plain(store)}</strong> <code>{plain(key)}</code>
                  <p class="note">{fill(SET_ASIDE_WORDS.record, { why, at })}</p>
                </li>
              ))}
            </ul>
            <CopyButton text={JSON.stringify(records, null, 2)} label={SET_ASIDE_WORDS.copy} name={SET_ASIDE_WORDS.copyName} />
          </>
        )
      }
    </Answered>
  );
}
