import type { JSX } from 'preact';
import type { AttestationResult } from '../../../verifier/index.ts';
import { openPage } from '../browser.ts';
import { fill, plain } from '../../words/fill.ts';
import { PROCESSOR_WORDS } from '../../words/pages/result.ts';
import { teeName } from '../../words/tees.ts';
import { advisoryGroups, advisoryLink, TCB_WORDS, type AdvisoryGroup } from '../../words/tcb.ts';
import { processorRows, type Rows } from './processor-rows.ts';
import { Facts, Section } from './section.tsx';

/** The hardware: which kind, how well it is patched, and everything else it said about itself. */
export function Processor({ result }: { result: AttestationResult }): JSX.Element {
  const { claims, evidenceFormat } = result;
  const what: Rows = evidenceFormat === null ? [] : [[PROCESSOR_WORDS.format, plain(evidenceFormat)]];
  if (claims === null) return <Section title={PROCESSOR_WORDS.title}>{what.length > 0 && <Facts rows={what} />}</Section>;

  const { tcb } = claims;
  const rows: Rows = [...what, ...processorRows(claims)];
  return (
    <Section title={PROCESSOR_WORDS.title}>
      <Learn tee={result.tee} />
      {tcb.status !== undefined && <p>{TCB_WORDS[tcb.status]}</p>}
      {advisoryGroups(tcb).map((group) => (
        <Advisories key={group.about} {...group} />
      ))}
      <Facts rows={rows} />
    </Section>
  );
}

/** A link to the page about this kind of hardware. */
export function Learn({ tee }: { tee: string | null }): JSX.Element | null {
  if (tee === null) return null;
  return (
    <p>
      {fill(PROCESSOR_WORDS.kind, { tee: teeName(tee) })}{' '}
      <button
        type="button"
        class="link"
        onClick={() => void openPage(`src/popup/learn/index.html?tee=${encodeURIComponent(tee)}`)}
      >
        {PROCESSOR_WORDS.learn}{' '}
      </button>
    </p>
  );
}

/** By the manufacturer's numbers; only Intel's own advisories become links. */
function Advisories({ about, ids }: AdvisoryGroup): JSX.Element {
  return (
    <>
      <p>{about}</p>
      <ul class="chips">
        {ids.map((id) => {
          const href = advisoryLink(id);
          return (
            <li key={id}>
              {href === undefined ? (
                plain(id)
              ) : (
                <a href={href} target="_blank" rel="noreferrer noopener">
                  {id}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
