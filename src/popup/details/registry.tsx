import type { ComponentChildren, JSX } from 'preact';
import type { RegistryEntry, RegistryView } from '../../background/api/registry-view.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Time } from '../parts/time.tsx';
import { plain } from '../words/fill.ts';
import { PROOF_WORDS, registrySentence } from '../words/registry.ts';
import { duration } from '../words/times.ts';
import { Facts, Section } from './section.tsx';

type Rows = readonly (readonly [string, ComponentChildren])[];

/** What the public chain was asked, by which nodes and at which block it was answered, and how well that is proven. */
export function Registry({ view, now }: { view: RegistryView; now: number }): JSX.Element {
  if (view.at === 'asking')
    return (
      <Section title="The public registry">
        <p>{registrySentence(view)}.</p>
      </Section>
    );
  const { answer, level, asked, nodes, block, chain, execution } = view;
  const entry = 'entry' in answer ? answer.entry : null;
  const rows: Rows = [
    ...(level === null ? [] : [['How it is proven', `${PROOF_WORDS[level]} (${level})`] as const]),
    ['Asked of', nodes.length === 0 ? 'nobody' : nodes.map((node) => plain(node)).join(', ')],
    ...(block === null ? [] : [['Block', <Block key="block" block={block} explorer={chain.explorer} now={now} />] as const]),
    ...(entry === null ? [] : entryRows(entry, now)),
    ...(chain.discontinued === null ? [] : [['Announced end of this chain', plain(chain.discontinued)] as const]),
  ];
  return (
    <Section title="The public registry">
      <p>{registrySentence(view)}. Only this key was asked for; the nodes do not learn which site you visit.</p>
      <Copyable name={asked.what === 'enclave' ? 'Key of the enclave' : 'Key of the device'} value={asked.key} />
      <Facts rows={rows} />
      {execution?.kind === 'published' && (
        <>
          <h3>Published by {execution.sameCode ? 'this code' : 'other code'}</h3>
          <Copyable name="Published hash" value={execution.hash} />
          <p>
            Block {execution.block.number}. {PROOF_WORDS[execution.level]}
          </p>
        </>
      )}
      {execution?.kind === 'no-such-event' && (
        <p>The site points to a publication in block {execution.block.number} that is not there.</p>
      )}
    </Section>
  );
}

function Block({
  block,
  explorer,
  now,
}: {
  block: { number: number; time: string | null };
  explorer: string | null;
  now: number;
}): JSX.Element {
  const number =
    explorer?.startsWith('https://') === true ? (
      <a href={explorer} target="_blank" rel="noreferrer noopener">
        {block.number}
      </a>
    ) : (
      <>{block.number}</>
    );
  return (
    <>
      {number}
      {block.time !== null && (
        <>
          , <Time at={block.time} now={now} />
        </>
      )}
    </>
  );
}

function entryRows(entry: RegistryEntry, now: number): Rows {
  const { cadence, url, under } = entry;
  return [
    ['Registered by', under === 'sovereign' ? 'the enclave itself' : 'somebody else for it'],
    ['Registered', <Time key="registered" at={entry.registeredAt} now={now} />],
    ['Must be renewed within', duration(entry.renewal)],
    ...(cadence === null ? [] : [['Renewed about every', duration(cadence.interval)] as const]),
    ...(url === null ? [] : [['Address it gave (unchecked)', plain(url)] as const]),
  ];
}
