import type { JSX } from 'preact';
import type { RegistryBlock } from '../../../background/api/registry-view.ts';
import { Time } from '../../shared/parts/time.tsx';

/** A block of a chain by its number and time; the number leads to the explorer's page, where the profile names one. */
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
