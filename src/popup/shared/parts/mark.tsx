import type { JSX } from 'preact';
import type { Badge } from '../../../background/api/badge.ts';
import type { Tier } from '../../../verifier/index.ts';
import { MARKS, VIEW_BOX, type Mark as Drawing, type Tone } from '../mark/shapes.ts';
import { TIER_MARKS } from '../mark/tier-shapes.ts';

function Drawn({ mark, size, tone = mark.tone }: { mark: Drawing; size: number; tone?: Tone }): JSX.Element {
  return (
    <svg
      class="mark"
      data-tone={tone}
      width={size}
      height={size}
      viewBox={`0 0 ${String(VIEW_BOX)} ${String(VIEW_BOX)}`}
      aria-hidden="true"
    >
      {mark.strokes.map(({ d, ink, line, dash }) => (
        <path
          key={d}
          d={d}
          class={line === undefined ? `fill-${ink}` : `line-${ink}`}
          stroke-width={line}
          stroke-dasharray={dash}
        />
      ))}
    </svg>
  );
}

/** The mark of a state, as in the toolbar. Hidden from screen readers: the words next to it say the same. */
export function Mark({ badge, size }: { badge: Badge; size: number }): JSX.Element {
  return <Drawn mark={MARKS[badge]} size={size} />;
}

/** The small icon of a tier; its shape alone distinguishes it from the others. `tone` replaces its colour (test results). */
export function TierMark({ tier, size = 20, tone }: { tier: Tier; size?: number; tone?: Tone | undefined }): JSX.Element {
  return <Drawn mark={TIER_MARKS[tier]} size={size} {...(tone === undefined ? {} : { tone })} />;
}
