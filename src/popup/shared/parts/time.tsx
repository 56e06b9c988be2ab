import type { JSX } from 'preact';
import { fill } from '../../words/fill.ts';
import { TIME_AND_DISTANCE } from '../../words/pages/parts.ts';
import { fromNow, moment } from '../../words/times.ts';

/** A time as date and time of day, and its distance from now. */
export function Time({ at, now }: { at: string; now: number }): JSX.Element {
  const parsed = Date.parse(at);
  return (
    <time dateTime={at}>
      {Number.isNaN(parsed) ? moment(at) : fill(TIME_AND_DISTANCE, { time: moment(at), distance: fromNow(parsed, now) })}
    </time>
  );
}
