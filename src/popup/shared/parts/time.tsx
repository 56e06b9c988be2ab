import type { JSX } from 'preact';
import { fromNow, moment } from '../../words/times.ts';

/** A time as date and time of day, and how far it is from now. */
export function Time({ at, now }: { at: string; now: number }): JSX.Element {
  const parsed = Date.parse(at);
  return (
    <time dateTime={at}>
      {moment(at)}
      {Number.isNaN(parsed) ? '' : ` (${fromNow(parsed, now)})`}
    </time>
  );
}
