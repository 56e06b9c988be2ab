import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { find } from '../scripts/browsers.mjs';
import type { Picture } from './png.ts';
import { until } from './poll.ts';
import { start, temporaryFolder } from './process.ts';

/** A virtual screen, and what a person could do at it. */
export type Display = {
  /** Value of the environment variable DISPLAY. */
  readonly name: string;
  /** What the screen shows now. */
  readonly screenshot: () => Picture;
  /** Presses keys, as xdotool names them, in the focused window; false without xdotool. */
  readonly press: (...keys: readonly string[]) => boolean;
  /** Clicks at this place of the screen; false without xdotool. */
  readonly click: (x: number, y: number) => boolean;
  readonly stop: () => Promise<void>;
};

/** A screen in memory (Xvfb), to see what only a window shows: the toolbar, the address bar, the browser's own prompts. */
export async function startDisplay(): Promise<Display | null> {
  const program = find('xvfb');
  if (program === null) return null;
  const folder = temporaryFolder('screen');
  // Xvfb writes the number it chose to the descriptor after -displayfd, and the screen into a file of that folder.
  const args = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-fbdir', folder.path];
  const server = start(program, args, {}, 4);
  let number = '';
  server.child.stdio[3]?.on('data', (chunk: Buffer) => {
    number += chunk.toString();
  });
  await until('the screen starts', () => Promise.resolve(number.includes('\n') ? true : undefined));
  const name = `:${number.trim()}`;
  const xdotool = (...words: readonly string[]): boolean => {
    const tool = find('xdotool');
    if (tool !== null) execFileSync(tool, words, { env: { ...process.env, DISPLAY: name } });
    return tool !== null;
  };
  return {
    name,
    screenshot: () => fromXwd(readFileSync(join(folder.path, 'Xvfb_screen0'))),
    press: (...keys) => xdotool('key', ...keys),
    click: (x, y) => xdotool('mousemove', String(x), String(y), 'click', '1'),
    stop: async () => {
      await server.stop();
      folder.remove();
    },
  };
}

/** The environment for a program that opens windows there, although its home is a fresh folder. */
export function screenEnvironment(display: string | null): Readonly<Record<string, string>> {
  if (display === null) return {};
  if (display !== 'own') return { DISPLAY: display };
  return { XAUTHORITY: process.env['XAUTHORITY'] ?? join(homedir(), '.Xauthority') };
}

/** Words of an XWD header (X11/XWDFile.h), big-endian, by index. */
const XWD = { headerSize: 0, width: 4, height: 5, bitsPerPixel: 11, bytesPerLine: 12, colours: 19 } as const;
const XWD_COLOUR_SIZE = 12;

/** An X window dump with 32 bits a pixel, lowest byte first: blue, green, red, nothing. */
function fromXwd(dump: Buffer): Picture {
  const word = (index: number): number => dump.readUInt32BE(4 * index);
  if (word(XWD.bitsPerPixel) !== 32) throw new Error('a screen of other than 32 bits a pixel');
  const [width, height, line] = [word(XWD.width), word(XWD.height), word(XWD.bytesPerLine)];
  const start = word(XWD.headerSize) + XWD_COLOUR_SIZE * word(XWD.colours);
  const rgb = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const pixel = dump.readUInt32LE(start + y * line + 4 * x);
      rgb.writeUIntBE(pixel & 0xffffff, 3 * (y * width + x), 3);
    }
  return { width, height, rgb };
}
