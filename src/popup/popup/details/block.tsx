import type { JSX } from 'preact';
import type { RegistryBlock } from '../../../background/api/registry-view.ts';
import { REGISTRY_ROWS } from '../../words/pages/details.ts';
import { Filled } from '../../shared/parts/filled.tsx';
import { Time } from '../../shared/parts/time.tsx';

/** A block of a chain by its number and time; the number links to the explorer's page, where the profile names one. */
export function Block({
  block,
  explorer,
  now,
}: {
  block: Pick<RegistryBlock, 'number' | 'time'>;
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
  if (block.time === null) return number;
  return <Filled words={REGISTRY_ROWS.blockAndTime} parts={{ number, time: <Time at={block.time} now={now} /> }} />;
}
