import type { Tier } from '../../../verifier/index.ts';
import { OCTAGON, TRIANGLE, type Mark } from './shapes.ts';

const DISC = 'M16 2a14 14 0 1 0 0 28a14 14 0 1 0 0-28z';
const RING = 'M16 3.6a12.4 12.4 0 1 0 0 24.8a12.4 12.4 0 1 0 0-24.8z';

/** Disc with tick, triangle, empty ring with a dash, octagon with cross: four shapes, four tiers. */
export const TIER_MARKS = {
  affirming: {
    tone: 'green',
    strokes: [
      { d: DISC, ink: 'body' },
      { d: 'M9.4 16.4l4.6 4.6 8.6-9.4', ink: 'glyph', line: 3.6 },
    ],
  },
  warning: {
    tone: 'amber',
    strokes: [
      { d: TRIANGLE, ink: 'body' },
      { d: 'M16 10.6v8.2M16 24.2v.3', ink: 'glyph', line: 3.6 },
    ],
  },
  none: {
    tone: 'grey',
    strokes: [
      { d: RING, ink: 'body', line: 3 },
      { d: 'M10.6 16h10.8', ink: 'body', line: 3 },
    ],
  },
  contraindicated: {
    tone: 'red',
    strokes: [
      { d: OCTAGON, ink: 'body' },
      { d: 'M10.6 10.6L21.4 21.4M21.4 10.6L10.6 21.4', ink: 'glyph', line: 3.8 },
    ],
  },
} as const satisfies Readonly<Record<Tier, Mark>>;
