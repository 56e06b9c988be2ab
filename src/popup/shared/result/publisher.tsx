import type { JSX } from 'preact';
import type { PublishedCode } from '../../../verifier/publisher/index.ts';
import { Filled } from '../parts/filled.tsx';
import { Outside } from '../parts/outside.tsx';
import { fill, listed, plain } from '../../words/fill.ts';
import { PROOF_FAULTS, PUBLISHER } from '../../words/pages/publisher.ts';

type Held = Extract<PublishedCode, { holds: true }>;

type Props = {
  readonly published: readonly PublishedCode[];
  /** Where this site's code is published, according to the site directory: `github/owner/name`. */
  readonly named?: readonly string[];
};

/** The source from which the code was published, and since when it is public, by the proofs that the site sent along. */
export function Publisher({ published, named = [] }: Props): JSX.Element | null {
  if (published.length === 0 && named.length === 0) return null;
  return (
    <section class="code-card" aria-label={PUBLISHER.title}>
      {named.map((name) => (
        <p key={name} class="note">
          <Named name={name} others={published.some((one) => isSentByOther(one, named))} />
        </p>
      ))}
      {published.map((one, at) => (
        <div key={at}>{one.holds ? <Word of={one} /> : <p class="note">{faultOf(one.list, PROOF_FAULTS[one.fault])}</p>}</div>
      ))}
    </section>
  );
}

/** Where the directory says that the code is published; `others`: a proof is by somebody else. */
function Named({ name, others }: { name: string; others: boolean }): JSX.Element {
  const words = others ? PUBLISHER.namedOther : PUBLISHER.named;
  return <Filled words={words} parts={{ repository: <Outside href={addressOf(name)} label={addressOf(name).slice(8)} /> }} />;
}

const addressOf = (name: string): string => `https://${name.replace(/^github\//, 'github.com/')}`;

/** A proof from a list is not what the site sent. */
const isSentByOther = (one: PublishedCode, named: readonly string[]): boolean =>
  one.holds && one.list === null && one.source !== null && isOfOther(one.source, named);

const isOfOther = ({ repository }: NonNullable<Held['source']>, named: readonly string[]): boolean =>
  !named.some((name) => addressOf(name).toLowerCase() === repository.toLowerCase());
const faultOf = (list: string | null, reason: string): string =>
  list === null ? fill(PUBLISHER.fault, { reason }) : fill(PUBLISHER.faultInList, { reason, list });

function Word({ of }: { of: Held }): JSX.Element {
  return (
    <>
      <p>{of.kind === 'sigstore' && of.since !== null ? <Origin of={{ ...of, since: of.since }} /> : <Endorser of={of} />}</p>
      {notesOn(of).map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </>
  );
}

/** Who published it, from where, and since when it is public. */
export function Origin({ of }: { of: Pick<Held, 'source' | 'identity' | 'issuer'> & { readonly since: string } }): JSX.Element {
  const { source, identity, issuer, since } = of;
  if (source === null) return <>{fill(PUBLISHER.identity, { identity, issuer, since })}</>;
  const { repository, commit } = source;
  const words = fill(PUBLISHER.source, { repository: '{repository}', commit: '{commit}', workflow: workflowOf(source), since });
  const parts = {
    repository: <Outside href={repository} label={plain(repository.replace('https://', ''))} />,
    commit: <Outside href={`${repository}/tree/${commit}`} label={commit.slice(0, 7)} />,
  };
  return <Filled words={words} parts={parts} />;
}

/** Who endorsed it; and whether a log was shown to contain that. */
function Endorser({ of: { identity, since, kind } }: { of: Held }): JSX.Element {
  if (kind === 'publisher-list') return <>{fill(PUBLISHER.ownList, { identity })}</>;
  return <>{since === null ? fill(PUBLISHER.endorsed, { identity }) : fill(PUBLISHER.endorsedSince, { identity, since })}</>;
}

/** The file's name if it is in the same repository; else also its owner. */
function workflowOf({ repository, workflow }: NonNullable<Held['source']>): string {
  const own = `${repository}/.github/workflows/`;
  const [file = workflow] = workflow.slice(workflow.startsWith(own) ? own.length : 0).split('@');
  return file.replace('https://', '').replaceAll(/[{}]/g, '');
}

function notesOn({ namesCode, registers, source, old, test, list, kind, until }: Held): readonly string[] {
  const about = namesCode
    ? PUBLISHER.whole
    : registers.length > 0
      ? fill(PUBLISHER.partly, { registers: listed(registers) })
      : PUBLISHER.other;
  return [
    ...(test ? [PUBLISHER.test] : []),
    about,
    ...(list === null ? [] : [fill(kind === 'endorsement' ? PUBLISHER.namedByList : PUBLISHER.inList, { list })]),
    ...(until === null ? [] : [fill(PUBLISHER.until, { until })]),
    ...(source !== null && source.runner !== 'github-hosted' ? [PUBLISHER.selfHosted] : []),
    ...(old ? [PUBLISHER.old] : []),
  ];
}
