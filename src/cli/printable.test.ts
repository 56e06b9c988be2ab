import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printable } from './printable.ts';

const HOSTILE = 'a\u001b[2J\u009b2J\u0007\r\u202etxt\u200b\ufeff';

describe('what a stranger wrote, at a terminal', () => {
  it('moves no cursor, clears nothing and turns no line round', () => {
    expect(printable(HOSTILE)).toBe(String.raw`a\u001b[2J\u009b2J\u0007\u000d\u202etxt\u200b\ufeff`);
  });

  it('is the same value in JSON', () => {
    const value = { [HOSTILE]: [HOSTILE] };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });

  it('keeps its lines, tabs and letters', () => {
    expect(printable('état\tкод\n鍵 🔑')).toBe('état\tкод\n鍵 🔑');
  });
});

describe('a command', () => {
  it('prints nothing by another way', () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /^(?!.*\.test\.ts$).*\.ts$/.test(name) && !name.startsWith('node_modules') && name !== 'printable.ts',
    );
    expect(sources.length).toBeGreaterThan(40);
    const others = sources.filter((name) => /\bconsole\./.test(readFileSync(join(import.meta.dirname, name), 'utf8')));
    expect(others).toEqual([]);
  });
});
