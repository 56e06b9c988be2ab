import type { JSX } from 'preact';
import { Answered } from '../shared/parts/answered.tsx';
import { CopyButton } from '../shared/parts/copyable.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { plain } from '../words/fill.ts';
import { moment } from '../words/times.ts';

/** Records that could not be read back. Nothing is dropped silently. */
export function SetAside(): JSX.Element {
  const held = useAnswer('storage.set-aside');
  return (
    <Answered held={held}>
      {(records) =>
        records.length === 0 ? (
          <p>None. Everything that Sealmark stored could be read back.</p>
        ) : (
          <>
            <p>These stored records could not be read back and were set aside. They have no effect any more.</p>
            <ul class="entries">
              {records.map(({ store, key, why, at }) => (
                <li key={`${store} ${key} ${at}`} class="entry">
                  <strong>{plain(store)}</strong> <code>{plain(key)}</code>
                  <p class="note">
                    {plain(why)}, {moment(at)}
                  </p>
                </li>
              ))}
            </ul>
            <CopyButton text={JSON.stringify(records, null, 2)} what="the report" label="Copy" />
          </>
        )
      }
    </Answered>
  );
}
