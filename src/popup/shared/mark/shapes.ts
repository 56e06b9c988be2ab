import type { Badge } from '../../../background/api/badge.ts';

/**
 * The single source of every mark: toolbar icons (scripts/icons.ts) and the popup draw these paths. Shape and glyph carry the
 * state; colour repeats it (WCAG 2.2, 1.4.1). View box 0 0 32 32.
 */
export type Stroke = {
  /** SVG path data. */
  readonly d: string;
  /** `body` is the state's colour, `glyph` the colour on top of it. */
  readonly ink: 'body' | 'glyph';
  /** Filled, or a line of this width in view-box units. */
  readonly line?: number;
  /** Lengths of dash and gap. */
  readonly dash?: string;
};

/** Name of a state's colour; the theme has a value for it. */
export type Tone = 'red' | 'amber' | 'blue' | 'green' | 'purple' | 'grey';

/** One state's drawing. */
export type Mark = { readonly tone: Tone; readonly strokes: readonly Stroke[] };

/** Width and height of the view box. */
export const VIEW_BOX = 32;

/** Colour of body and glyph on a light and on a dark surface; every pair is at least 4.5 : 1. */
export const TONES: Readonly<Record<Tone, { readonly light: string; readonly dark: string }>> = {
  red: { light: '#B3261E', dark: '#FF8A80' },
  amber: { light: '#8F5200', dark: '#FDB833' },
  blue: { light: '#1A5FB4', dark: '#8AB4F8' },
  green: { light: '#137333', dark: '#5BD68A' },
  purple: { light: '#7B1FA2', dark: '#D7A6F5' },
  grey: { light: '#5F6368', dark: '#BDC1C6' },
};

/** The colour on top of the body, by the toolbar's theme. */
export const GLYPH_INK = { light: '#FFFFFF', dark: '#202124' } as const;

/** Path of the outline of every red mark. */
export const OCTAGON = 'M10 1.5h12l8.5 8.5v12l-8.5 8.5h-12l-8.5-8.5v-12z';

/** Path of the outline of every warning. */
export const TRIANGLE = 'M14.2 3.1a2.1 2.1 0 0 1 3.6 0l12.5 23.2a2.1 2.1 0 0 1-1.8 3.1h-25a2.1 2.1 0 0 1-1.8-3.1z';
const SHIELD = 'M16 1.2l12.6 4.4v9.6c0 7.4-5 12.9-12.6 15.7C8.4 28.1 3.4 22.6 3.4 15.2V5.6z';
/** The shield's outline, drawn inside the solid one's edge. */
const SHIELD_LINE = 'M16 3.2l10.8 3.8v8.2c0 6.3-4.2 11-10.8 13.6C9.4 26.2 5.2 21.5 5.2 15.2V7z';

const tick: Stroke = { d: 'M9.6 16l4.6 4.7 8.3-9.3', ink: 'glyph', line: 3.8 };
const body = (d: string): Stroke => ({ d, ink: 'body' });
const outline = (line: number, dash?: string): Stroke => ({
  d: SHIELD_LINE,
  ink: 'body',
  line,
  ...(dash === undefined ? {} : { dash }),
});

/** Bands of the diamond parallel to its upper right edge, from and to as parts of the upper left edge. */
function band(from: number, to: number): Stroke {
  const at = (x: number, y: number): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
  const [a, b] = [15 * from, 15 * to];
  return body(`M${at(16 - a, 1 + a)}L${at(31 - a, 16 + a)}L${at(31 - b, 16 + b)}L${at(16 - b, 1 + b)}z`);
}

/** The drawing of each state. */
export const MARKS = {
  simulated: {
    tone: 'purple',
    strokes: [{ d: 'M16 2.4L29.6 16L16 29.6L2.4 16z', ink: 'body', line: 2.8 }, band(0.18, 0.36), band(0.54, 0.72)],
  },
  failed: {
    tone: 'red',
    strokes: [body(OCTAGON), { d: 'M10.6 10.6L21.4 21.4M21.4 10.6L10.6 21.4', ink: 'glyph', line: 3.8 }],
  },
  missing: { tone: 'red', strokes: [body(OCTAGON), { d: 'M8.2 16h15.6', ink: 'glyph', line: 4.6 }] },
  caution: {
    tone: 'amber',
    strokes: [body(TRIANGLE), { d: 'M16 10.6v8.2M16 24.2v.3', ink: 'glyph', line: 3.8 }],
  },
  changed: {
    tone: 'amber',
    strokes: [body(TRIANGLE), { d: 'M16 11.4l6.6 12.6H9.4z', ink: 'glyph' }],
  },
  unaudited: {
    tone: 'blue',
    strokes: [
      outline(3.4),
      { d: 'M12.3 12.6c.2-2.2 1.7-3.4 3.8-3.4 2.2 0 3.7 1.3 3.7 3.3 0 2.9-3.7 2.9-3.7 5.6M16.1 22.5v.3', ink: 'body', line: 3.2 },
    ],
  },
  unbound: { tone: 'green', strokes: [outline(3.4), { d: 'M10.8 15.6l3.8 3.9 6.8-7.6', ink: 'body', line: 3.4 }] },
  verified: { tone: 'green', strokes: [body(SHIELD), tick] },
  checking: {
    tone: 'grey',
    strokes: [outline(2.8), { d: 'M10.6 15.4v.2M16 15.4v.2M21.4 15.4v.2', ink: 'body', line: 3.6 }],
  },
  unavailable: { tone: 'grey', strokes: [outline(2.8), { d: 'M4 28L28 4', ink: 'body', line: 3.2 }] },
  none: { tone: 'grey', strokes: [outline(2.8)] },
  off: { tone: 'grey', strokes: [outline(2.8, '0.1 5.3')] },
} as const satisfies Readonly<Record<Badge, Mark>>;

/** The project's own logo: a scalloped seal around a shield. It never represents a result. */
export const LOGO = { ink: '#24324F', paper: '#FFFFFF' } as const;

/** Outline of the seal: `lobes` shallow scallops about the centre. */
export function sealPath(lobes = 16, radius = 14.4): string {
  const point = (turn: number): string => {
    const angle = (2 * Math.PI * turn) / lobes;
    return `${(16 + radius * Math.sin(angle)).toFixed(2)} ${(16 - radius * Math.cos(angle)).toFixed(2)}`;
  };
  const bow = 1.3 * radius * Math.sin(Math.PI / lobes);
  const arcs = Array.from({ length: lobes }, (_, i) => `A${bow.toFixed(2)} ${bow.toFixed(2)} 0 0 1 ${point(i + 1)}`);
  return `M${point(0)}${arcs.join('')}z`;
}

/** The shield inside the seal. */
export const LOGO_SHIELD = 'M16 6.8l7.6 2.7v5.7c0 4.7-3 8.2-7.6 10.1-4.6-1.9-7.6-5.4-7.6-10.1V9.5z';
