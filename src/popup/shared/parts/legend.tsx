import type { JSX } from 'preact';
import type { Badge } from '../../../background/api/badge.ts';
import { BADGE_MEANINGS } from '../../words/badge-meanings.ts';
import { Mark } from './mark.tsx';

const ORDER: readonly Badge[] = [
  'verified',
  'unbound',
  'unaudited',
  'caution',
  'changed',
  'failed',
  'missing',
  'checking',
  'unavailable',
  'none',
  'off',
  'simulated',
];

/** Marks with their meaning, best first. */
export function Legend({ badges = ORDER }: { badges?: readonly Badge[] }): JSX.Element {
  return (
    <ul class="legend">
      {badges.map((badge) => (
        <li key={badge}>
          <Mark badge={badge} size={28} />
          <span>{BADGE_MEANINGS[badge]}</span>
        </li>
      ))}
    </ul>
  );
}
