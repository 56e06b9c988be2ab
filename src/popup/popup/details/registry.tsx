import type { ComponentChildren, JSX } from 'preact';
import type { DeviceEntry, RegistryAnswer, RegistryEntry, RegistryView } from '../../../background/api/registry-view.ts';
import { Copyable } from '../../shared/parts/copyable.tsx';
import { Time } from '../../shared/parts/time.tsx';
import { fill, plain } from '../../words/fill.ts';
import {
  ABOUT_CHAINS,
  cadenceSentence,
  CLOCK_BEHIND,
  DIFFERENCE_WORDS,
  FOLLOWING,
  METHOD_WORDS,
  NODES_LEARN,
  PROOF_WORDS,
  SHORT_OF,
  STATUS_WORDS,
  UNDER_WORDS,
} from '../../words/registry-details.ts';
import { registrySentence, UNREACHABLE_WORDS } from '../../words/registry.ts';
import { duration } from '../../words/times.ts';
import { Block } from './block.tsx';
import { Execution } from './execution.tsx';
import { Facts, Section } from '../../shared/result/section.tsx';

type Rows = readonly (readonly [string, ComponentChildren])[];
type Answered = Extract<RegistryView, { readonly at: 'answered' }>;

/** What the public chain was asked, by which nodes and at which block it was answered, and how well that is proven. */
export function Registry({ view, now }: { view: RegistryView; now: number }): JSX.Element {
  return (
    <Section title="The public registry">
      {view.at === 'asking' ? <Asking view={view} /> : <Answer view={view} now={now} />}
    </Section>
  );
}

function Asking({ view }: { view: Extract<RegistryView, { readonly at: 'asking' }> }): JSX.Element {
  return (
    <>
      <p>{registrySentence(view)}.</p>
      {view.progress !== null && <p class="note">{fill(FOLLOWING, view.progress)}</p>}
    </>
  );
}

function Answer({ view, now }: { view: Answered; now: number }): JSX.Element {
  const { answer, level, shortOf, asked, nodes, block, chain, checkpoint, execution } = view;
  const entry = 'entry' in answer ? answer.entry : null;
  const sentence = registrySentence(view);
  const rows: Rows = [
    ...(level === null ? [] : [[`Proof level ${level}`, PROOF_WORDS[level]] as const]),
    ...(shortOf === null ? [] : [['Not proven further', fill(SHORT_OF, { why: UNREACHABLE_WORDS[shortOf] })] as const]),
    ...(checkpoint === null
      ? []
      : [['Checkpoint', <Block key="checkpoint" block={checkpoint} explorer={null} now={now} />] as const]),
    ['Asked of', nodes.length === 0 ? 'no node answered' : nodes.map((node) => plain(node)).join(', ')],
    ['Asked', <Time key="asked" at={view.askedAt} now={now} />],
    ...(block === null ? [] : [['Block', <Block key="block" block={block} explorer={chain.explorer} now={now} />] as const]),
    ...(entry === null ? [] : entryRows(entry, now)),
    ...('device' in answer ? deviceRows(answer.device, now) : []),
    ...(chain.discontinued === null ? [] : [['Announced end of this chain', plain(chain.discontinued)] as const]),
  ];
  return (
    <>
      <p>{sentence.endsWith('.') ? sentence : `${sentence}.`}</p>
      <Contradiction answer={answer} />
      {view.clockBehind && <p>{CLOCK_BEHIND}</p>}
      <Facts rows={rows} />
      <Copyable
        name={asked.what === 'enclave' ? 'Key of the code’s entry' : 'Key of the device’s entry'}
        about="What the nodes were asked for"
        value={asked.key}
      />
      {execution !== null && <Execution execution={execution} now={now} />}
      <p class="note">
        {ABOUT_CHAINS} {NODES_LEARN}
      </p>
    </>
  );
}

/** What differs, or who says what, where the answer alone leaves that open. */
function Contradiction({ answer }: { answer: RegistryAnswer }): JSX.Element | null {
  if (answer.kind === 'other-code')
    return <p>Different are: {answer.differs.map((one) => DIFFERENCE_WORDS[one] ?? plain(one)).join('; ')}.</p>;
  if (answer.kind !== 'nodes-disagree') return null;
  return (
    <ul class="plain">
      {answer.nodes.map(({ node, reported: statement }) => (
        <li key={node}>
          {plain(node)}: {plain(statement, 60)}
        </li>
      ))}
    </ul>
  );
}

function entryRows(entry: RegistryEntry, now: number): Rows {
  const { url, under, method, status } = entry;
  const cadence = cadenceSentence(entry);
  return [
    ['Registered by', UNDER_WORDS[under]],
    ['Last registered', <Time key="registered" at={entry.registeredAt} now={now} />],
    ['Must be renewed within', duration(entry.renewal)],
    ...(cadence === null ? [] : [['Seen renewed', cadence] as const]),
    ['The chain checked it', METHOD_WORDS[method]],
    ...(status === null || method === 'skip' ? [] : [['It found the processor', STATUS_WORDS[status]] as const]),
    ...(url === null || url === '' ? [] : [['Address it gave (unchecked)', plain(url)] as const]),
  ];
}

function deviceRows({ manufacturer, model, registeredAt, validUntil, revokedAt }: DeviceEntry, now: number): Rows {
  return [
    ['Manufacturer', plain(manufacturer)],
    ['Model', plain(model)],
    ['Registered', <Time key="registered" at={registeredAt} now={now} />],
    ...(validUntil === null ? [] : [['Valid until', <Time key="until" at={validUntil} now={now} />] as const]),
    ...(revokedAt === null ? [] : [['Withdrawn', <Time key="revoked" at={revokedAt} now={now} />] as const]),
  ];
}
