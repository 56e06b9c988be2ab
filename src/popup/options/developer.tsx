import type { JSX } from 'preact';
import type { Settings } from '../../background/api/settings.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Confirm } from '../shared/parts/confirm.tsx';
import { Mark } from '../shared/parts/mark.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { useCall } from '../shared/use-call.ts';
import { fill, plain } from '../words/fill.ts';
import { DEVELOPER_WORDS } from '../words/pages/developer.ts';
import { SLOT_WORDS } from '../words/slots.ts';
import { AddAnchor } from './add-anchor.tsx';
import { VerificationTime } from './verification-time.tsx';

/** Test roots. Anything they vouch for is marked as a test, and can never look real. */
export function Developer(): JSX.Element {
  const held = useAnswer('settings.get');
  const { call, failure } = useCall();

  async function put(settings: Settings, changed: Partial<Settings['developer']>): Promise<void> {
    await call('settings.put', { ...settings, developer: { ...settings.developer, ...changed } });
    held.again();
  }

  return (
    <>
      <div class="warning" data-tone="purple">
        <Mark badge="simulated" size={32} />
        <p>{DEVELOPER_WORDS.warning}</p>
      </div>
      <Answered held={held}>
        {(settings) => {
          const { testAnchors } = settings.developer;
          return (
            <>
              {testAnchors.length === 0 && <p class="empty">{DEVELOPER_WORDS.empty}</p>}
              <ul class="entries">
                {testAnchors.map((anchor) => (
                  <li key={`${anchor.slot} ${anchor.name}`} class="entry pin">
                    <span>
                      <strong>{plain(anchor.name)}</strong>
                      <span class="note">{fill(DEVELOPER_WORDS.inPlaceOf, { slot: SLOT_WORDS[anchor.slot].label })}</span>
                    </span>
                    <Confirm
                      label={DEVELOPER_WORDS.remove}
                      question={DEVELOPER_WORDS.removeQuestion}
                      yes={DEVELOPER_WORDS.remove}
                      act={() => void put(settings, { testAnchors: testAnchors.filter((one) => one !== anchor) })}
                    />
                  </li>
                ))}
              </ul>
              <AddAnchor add={(anchor) => void put(settings, { testAnchors: [...testAnchors, anchor] })} />
              <VerificationTime
                time={settings.developer.verificationTime}
                put={(verificationTime) => void put(settings, { verificationTime })}
              />
            </>
          );
        }}
      </Answered>
      <Failure of={failure} />
    </>
  );
}
