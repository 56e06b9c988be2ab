import type { ComponentChildren, JSX } from 'preact';
import type { DeviceEntry, RegistryAnswer, RegistryEntry, RegistryView } from '../../../background/api/registry-view.ts';
import { Copyable } from '../../shared/parts/copyable.tsx';
import { Time } from '../../shared/parts/time.tsx';
import { fill, listed, plain } from '../../words/fill.ts';
import { REGISTRY_ROWS } from '../../words/pages/details.ts';
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
import { wholeRegistrySentence, UNREACHABLE_WORDS } from '../../words/registry.ts';
import { day, duration } from '../../words/times.ts';
import { Block } from './block.tsx';
import { Execution } from './execution.tsx';
import { Facts, Section } from '../../shared/result/section.tsx';

type Rows = readonly (readonly [string, ComponentChildren])[];
type Answered = Extract<RegistryView, { readonly at: 'answered' }>;

/** What the public chain was asked, which nodes answered at which block, and how well that is proven. */
export function Registry({ view, now }: { view: RegistryView; now: number }): JSX.Element {
  return (
    <Section title={REGISTRY_ROWS.title}>
      {view.at === 'asking' ? <Asking view={view} /> : <Answer view={view} now={now} />}
    </Section>
  );
}

function Asking({ view }: { view: Extract<RegistryView, { readonly at: 'asking' }> }): JSX.Element {
  return (
    <>
      <p>{wholeRegistrySentence(view)}</p>
      {view.progress !== null && <p class="note">{fill(FOLLOWING, view.progress)}</p>}
    </>
  );
}

function Answer({ view, now }: { view: Answered; now: number }): JSX.Element {
  const { answer, level, shortOf, asked, nodes, block, chain, checkpoint, execution } = view;
  const entry = 'entry' in answer ? answer.entry : null;
  const rows: Rows = [
    ...(level === null ? [] : [[fill(REGISTRY_ROWS.level, { level }), PROOF_WORDS[level]] as const]),
    ...(shortOf === null ? [] : [[REGISTRY_ROWS.shortOf, fill(SHORT_OF, { why: UNREACHABLE_WORDS[shortOf] })] as const]),
    ...(checkpoint === null
      ? []
      : [[REGISTRY_ROWS.checkpoint, <Block key="checkpoint" block={checkpoint} explorer={null} now={now} />] as const]),
    [REGISTRY_ROWS.nodes, nodes.length === 0 ? REGISTRY_ROWS.noNode : listed(nodes)],
    [REGISTRY_ROWS.askedAt, <Time key="asked" at={view.askedAt} now={now} />],
    ...(block === null
      ? []
      : [[REGISTRY_ROWS.block, <Block key="block" block={block} explorer={chain.explorer} now={now} />] as const]),
    ...(entry === null ? [] : entryRows(entry, now)),
    ...('device' in answer ? deviceRows(answer.device, now) : []),
    ...(chain.discontinued === null ? [] : [[REGISTRY_ROWS.discontinued, day(chain.discontinued)] as const]),
  ];
  return (
    <>
      <p>{wholeRegistrySentence(view)}</p>
      <Contradiction answer={answer} />
      {view.clockBehind && <p>{CLOCK_BEHIND}</p>}
      <Facts rows={rows} />
      <Copyable
        name={asked.what === 'enclave' ? REGISTRY_ROWS.enclaveKey : REGISTRY_ROWS.deviceKey}
        about={REGISTRY_ROWS.keyAbout}
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
    return (
      <p>{fill(REGISTRY_ROWS.differs, { differences: listed(answer.differs.map((one) => DIFFERENCE_WORDS[one] ?? one)) })}</p>
    );
  if (answer.kind !== 'nodes-disagree') return null;
  return (
    <ul class="plain">
      {answer.nodes.map(({ node, reported: statement }) => (
        <li key={node}>{fill(REGISTRY_ROWS.nodeReported, { node, statement: plain(statement, 60) })} </li>
      ))}
    </ul>
  );
}

function entryRows(entry: RegistryEntry, now: number): Rows {
  const { url, under, method, status } = entry;
  const cadence = cadenceSentence(entry);
  return [
    [REGISTRY_ROWS.registeredBy, UNDER_WORDS[under]],
    [REGISTRY_ROWS.lastRegistered, <Time key="registered" at={entry.registeredAt} now={now} />],
    [REGISTRY_ROWS.renewWithin, duration(entry.renewal)],
    ...(cadence === null ? [] : [[REGISTRY_ROWS.seenRenewed, cadence] as const]),
    [REGISTRY_ROWS.checkedBy, METHOD_WORDS[method]],
    ...(status === null || method === 'skip' ? [] : [[REGISTRY_ROWS.found, STATUS_WORDS[status]] as const]),
    ...(url === null || url === '' ? [] : [[REGISTRY_ROWS.address, plain(url)] as const]),
  ];
}

function deviceRows({ manufacturer, model, registeredAt, validUntil, revokedAt }: DeviceEntry, now: number): Rows {
  return [
    [REGISTRY_ROWS.manufacturer, plain(manufacturer)],
    [REGISTRY_ROWS.model, plain(model)],
    [REGISTRY_ROWS.registered, <Time key="registered" at={registeredAt} now={now} />],
    ...(validUntil === null ? [] : [[REGISTRY_ROWS.validUntil, <Time key="until" at={validUntil} now={now} />] as const]),
    ...(revokedAt === null ? [] : [[REGISTRY_ROWS.withdrawn, <Time key="revoked" at={revokedAt} now={now} />] as const]),
  ];
}
