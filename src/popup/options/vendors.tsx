import type { JSX } from 'preact';
import type { Settings } from '../../background/api/settings.ts';
import type { VendorSource } from '../../background/api/vendor-source.ts';
import { Answered } from '../shared/parts/answered.tsx';
import { Failure } from '../shared/parts/failure.tsx';
import { useAnswer } from '../shared/use-answer.ts';
import { grant, useHosts } from '../shared/use-hosts.ts';
import { useCall } from '../shared/use-call.ts';
import { fill, plain } from '../words/fill.ts';
import { VENDORS_WORDS } from '../words/pages/options.ts';
import { REVEALS_WORDS, vendorName } from '../words/vendors.ts';

/** Whether manufacturers may be asked about processors, and what each of them learns. */
export function Vendors(): JSX.Element {
  const settings = useAnswer('settings.get');
  const sources = useAnswer('sources.list');
  return (
    <>
      <p>{VENDORS_WORDS.intro}</p>
      <p class="note">{VENDORS_WORDS.reveals}</p>
      <Answered held={settings}>{(value) => <Choices settings={value} changed={settings.again} />}</Answered>
      <Answered held={sources}>
        {(list) => (
          <ul class="entries">
            {list.map((source) => (
              <Source key={source.id} source={source} />
            ))}
          </ul>
        )}
      </Answered>
    </>
  );
}

function Choices({ settings, changed }: { settings: Settings; changed: () => void }): JSX.Element {
  const { call, failure } = useCall();
  async function put(next: Settings): Promise<void> {
    await call('settings.put', next);
    changed();
  }
  return (
    <div class="form">
      <label>
        <input
          type="checkbox"
          checked={settings.askVendors}
          onChange={(event) => void put({ ...settings, askVendors: event.currentTarget.checked })}
        />
        {VENDORS_WORDS.ask}
      </label>
      <label>
        <span>{VENDORS_WORDS.oldest}</span>
        <input
          type="number"
          min={1}
          max={168}
          value={settings.oldestEvidenceHours}
          onChange={(event) => {
            const hours = event.currentTarget.valueAsNumber;
            if (Number.isInteger(hours) && hours >= 1 && hours <= 168) void put({ ...settings, oldestEvidenceHours: hours });
          }}
        />
      </label>
      <Failure of={failure} />
    </div>
  );
}

function Source({ source }: { source: VendorSource }): JSX.Element {
  const hosts = useHosts();
  const patterns = source.hosts.map((host) => `https://${host}/*`);
  const allowed = hosts !== null && (hosts.includes('https://*/*') || patterns.every((pattern) => hosts.includes(pattern)));
  return (
    <li class="entry pin">
      <span>
        <strong>{vendorName(source.id)}</strong>
        <span class="note"> {source.hosts.map((host) => plain(host)).join(', ')}</span>
        <br />
        {REVEALS_WORDS[source.reveals]}
      </span>
      {source.hosts.length === 0 || allowed ? (
        <span class="note">{source.hosts.length === 0 ? VENDORS_WORDS.noOneAsked : VENDORS_WORDS.allowed}</span>
      ) : (
        <button
          type="button"
          aria-label={fill(VENDORS_WORDS.allowVendor, { vendor: vendorName(source.id) })}
          onClick={() => void grant(patterns)}
        >
          {VENDORS_WORDS.allow}{' '}
        </button>
      )}
    </li>
  );
}
