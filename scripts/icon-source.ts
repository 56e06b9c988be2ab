import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { BADGES, type Badge } from '../src/background/api/badge.ts';
import { GLYPH_INK, LOGO, LOGO_SHIELD, MARKS, sealPath, TONES, VIEW_BOX, type Mark } from '../src/popup/shared/mark/shapes.ts';

/** The themes of a toolbar that icons are drawn for. */
export const THEMES = ['light', 'dark'] as const;

/** One of them. */
export type Theme = (typeof THEMES)[number];

/** Toolbars use 16 CSS pixels at 1, 1.25, 1.5, 2, 3 and 4 device pixels; pages use 48 to 128. */
export const ICON_SIZES = [16, 20, 24, 32, 48, 64, 96, 128] as const;

/** Pixels: those that the manifests name. */
export const LOGO_SIZES = [16, 32, 48, 64, 96, 128] as const;

/** Where the icons are written. */
export const ICON_FOLDER = fileURLToPath(new URL('../public/icons', import.meta.url));

/** SHA-256 of what was drawn, by which a test notices icons that are not current. */
export const HASH_FILE = fileURLToPath(new URL('../src/popup/shared/mark/drawn.sha256', import.meta.url));

/** Lines are a little bolder in the smallest icons, where a pixel is two units of the view box. */
const boldness = (size: number): number => (size <= 20 ? 1.12 : 1);

const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(VIEW_BOX)} ${String(VIEW_BOX)}">`;

/** One state's mark for a toolbar of this theme, as an SVG document; `size` (pixels) only affects the boldness. */
export function markSvg(badge: Badge, theme: Theme, size: number): string {
  const mark: Mark = MARKS[badge];
  const inks = { body: TONES[mark.tone][theme], glyph: GLYPH_INK[theme] };
  const paths = mark.strokes.map(({ d, ink, line, dash }) => {
    if (line === undefined) return `<path d="${d}" fill="${inks[ink]}"/>`;
    const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
    const width = (line * boldness(size)).toFixed(2);
    return `<path d="${d}" fill="none" stroke="${inks[ink]}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${dashes}/>`;
  });
  return `${open}${paths.join('')}</svg>`;
}

/** The project's logo, the same on light and dark. */
export function logoSvg(): string {
  return (
    `${open}<path d="${sealPath()}" fill="${LOGO.ink}" stroke="${LOGO.paper}" stroke-width="1"/>` +
    `<path d="${LOGO_SHIELD}" fill="${LOGO.paper}"/>` +
    `<circle cx="16" cy="13.9" r="2.7" fill="${LOGO.ink}"/><path d="M16 14.5v5.2" stroke="${LOGO.ink}" stroke-width="2.6" stroke-linecap="round"/></svg>`
  );
}

/** SHA-256 (hex) over every SVG that is rasterised: unless it equals the committed one, the icons must be drawn again. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  for (const badge of BADGES)
    for (const theme of THEMES)
      for (const size of ICON_SIZES) hash.update(`${badge} ${theme} ${String(size)}\n${markSvg(badge, theme, size)}\n`);
  for (const size of LOGO_SIZES) hash.update(`logo ${String(size)}\n${logoSvg()}\n`);
  return hash.digest('hex');
}
