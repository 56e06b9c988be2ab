import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HASH_FILE, ICON_FOLDER, ICON_SIZES, LOGO_SIZES, sourceHash, THEMES } from './icon-source.ts';
import { BADGES } from '../src/background/api/badge.ts';

type Picture = { readonly width: number; readonly height: number; readonly pixels: Uint8Array };

/** Just enough PNG (ISO/IEC 15948) for what a browser writes: 8-bit RGBA, not interlaced. */
function decode(file: string): Picture {
  const png = readFileSync(join(ICON_FOLDER, file));
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect(png.readUInt16BE(24), file).toBe(0x0806);
  return { width, height, pixels: unfilter(inflateSync(Buffer.concat(data)), width * 4, height) };
}

function unfilter(rows: Uint8Array, stride: number, height: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  const at = (y: number, x: number): number => (y < 0 || x < 0 ? 0 : (out[y * stride + x] ?? 0));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < stride; x++) {
      const [left, up, both] = [at(y, x - 4), at(y - 1, x), x < 4 ? 0 : at(y - 1, x - 4)];
      const predicted = predict(rows[y * (stride + 1)] ?? 0, left, up, both);
      out[y * stride + x] = (rows[y * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  return out;
}

function predict(filter: number, left: number, up: number, both: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [a, b, c] = [Math.abs(up - both), Math.abs(left - both), Math.abs(left + up - 2 * both)];
  return a <= b && a <= c ? left : b <= c ? up : both;
}

/** The shape without its hue: which pixels are ink of the body, which are glyph or nothing. */
function shape({ pixels, width, height }: Picture, theme: 'light' | 'dark'): readonly boolean[] {
  return Array.from({ length: width * height }, (_, i) => {
    const [r = 0, g = 0, b = 0, alpha = 0] = pixels.slice(i * 4, i * 4 + 4);
    const bright = (r + g + b) / 3 > (theme === 'light' ? 200 : 90);
    return alpha > 110 && bright === (theme === 'dark');
  });
}

describe('icons', () => {
  it('exist for every state, theme and size, in that size', () => {
    for (const badge of BADGES)
      for (const theme of THEMES)
        for (const size of ICON_SIZES) {
          const { width, height } = decode(`${badge}-${theme}-${String(size)}.png`);
          expect([width, height], `${badge} ${theme}`).toEqual([size, size]);
        }
    for (const size of LOGO_SIZES) expect(decode(`logo-${String(size)}.png`).width).toBe(size);
  });

  it('were drawn from the current source (otherwise run scripts/icons.ts)', () => {
    expect(readFileSync(HASH_FILE, 'utf8').trim()).toBe(sourceHash());
  });

  it.each(THEMES)('differ in shape, not in colour alone, at 16 pixels (%s)', (theme) => {
    const shapes = BADGES.map((badge) => shape(decode(`${badge}-${theme}-16.png`), theme));
    shapes.forEach((one, i) => {
      expect(one.filter(Boolean).length, BADGES[i]).toBeGreaterThan(20);
      shapes.slice(i + 1).forEach((other, j) => {
        const different = one.filter((ink, at) => ink !== other[at]).length;
        expect(different, `${String(BADGES[i])} and ${String(BADGES[i + 1 + j])}`).toBeGreaterThanOrEqual(8);
      });
    });
  });
});
