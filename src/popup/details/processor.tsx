import type { ComponentChildren, JSX } from 'preact';
import type { AttestationResult } from '../../verifier/index.ts';
import { openPage } from '../browser.ts';
import { plain } from '../words/fill.ts';
import { GIVER_WORDS } from '../words/givers.ts';
import { teeName } from '../words/tees.ts';
import { advisoryGroups, advisoryLink, TCB_PART_WORDS, TCB_WORDS, type AdvisoryGroup } from '../words/tcb.ts';
import { day } from '../words/times.ts';
import { Facts, Section } from './section.tsx';

type Rows = readonly (readonly [string, ComponentChildren])[];

/** The hardware: which kind, how well it is patched, and everything else it said about itself. */
export function Processor({ result }: { result: AttestationResult }): JSX.Element {
  const { claims, evidenceFormat } = result;
  const what: Rows = evidenceFormat === null ? [] : [['Evidence', plain(evidenceFormat)]];
  if (claims === null) return <Section title="The processor">{what.length > 0 && <Facts rows={what} />}</Section>;

  const { tcb, details, debug } = claims;
  const rows: Rows = [
    ...what,
    ...(tcb.status === undefined ? [] : [['Patch level', tcb.status] as const]),
    ...(tcb.behind === undefined ? [] : [['What is behind', tcb.behind.map((part) => TCB_PART_WORDS[part]).join(', ')] as const]),
    ...(tcb.quoteStatus === undefined ? [] : [['Quote status', plain(tcb.quoteStatus)] as const]),
    ...(tcb.date === undefined ? [] : [['Patched up to', day(tcb.date)] as const]),
    ...(tcb.evaluationDataNumber === undefined ? [] : [['Evaluation data number', String(tcb.evaluationDataNumber)] as const]),
    ...(tcb.tableFrom === undefined ? [] : [['Patch table given by', GIVER_WORDS[tcb.tableFrom]] as const]),
    ['Debugging', debug === null ? 'not stated' : debug ? 'on' : 'off'],
    ...Object.entries(tcb.versions ?? {}).map(([name, version]) => [plain(name), String(version)] as const),
    ...Object.entries(details).map(([name, value]) => [plain(name), plain(String(value))] as const),
  ];
  return (
    <Section title="The processor">
      <Learn tee={result.tee} />
      {tcb.status !== undefined && <p>{TCB_WORDS[tcb.status]}</p>}
      {advisoryGroups(tcb).map((group) => (
        <Advisories key={group.about} {...group} />
      ))}
      <Facts rows={rows} />
    </Section>
  );
}

/** Leads to the page about this kind of hardware. */
export function Learn({ tee }: { tee: string | null }): JSX.Element | null {
  if (tee === null) return null;
  return (
    <p>
      {teeName(tee)}.{' '}
      <button
        type="button"
        class="link"
        onClick={() => void openPage(`src/popup/learn/index.html?tee=${encodeURIComponent(tee)}`)}
      >
        What it proves, and how it was attacked
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
