import type { JSX } from 'preact';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { CONNECTION_WORDS } from '../words/pages/options.ts';

/** Whether a page's own encryption may stand in for an unobserved connection; off until the user turns it on. */
export function Connection(): JSX.Element {
  const settings = useAnswer('settings.get');
  const { call, failure } = useCall();

  return (
    <>
      <p>{CONNECTION_WORDS.intro}</p>
      <p class="note">{CONNECTION_WORDS.limits}</p>
      <Answered held={settings}>
        {(value) => (
          <div class="form">
            <label>
              <input
                type="checkbox"
                checked={value.encryptingPagesCount}
                onChange={(event) => {
                  const next = { ...value, encryptingPagesCount: event.currentTarget.checked };
                  void call('settings.put', next).then(settings.again);
                }}
              />
              {CONNECTION_WORDS.count}
            </label>
            <Failure of={failure} />
          </div>
        )}
      </Answered>
    </>
  );
}
