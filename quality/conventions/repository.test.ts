import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n').filter(existsSync);
const texts = tracked.filter(
  (file) => /\.(ts|tsx|mjs|cjs|js|json|md|css|html|yml)$/.test(file) && file !== 'quality/conventions/repository.test.ts',
);

/** Spelled in two halves, so that this file does not contain what it searches for. */
const machine = [
  ['/wo', 'rk/'],
  ['/tmp/', 'wt'],
  ['.lib', 'rary'],
  ['registry.npm', 'js.org'],
].map((halves) => halves.join(''));

describe('the repository', () => {
  it('contains no path of the machine it was written on, and no package registry', () => {
    const found = texts.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return machine.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
    });
    expect(found).toEqual([]);
  });

  it('keeps every link between its documents alive', () => {
    const broken = texts
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) => {
        const links = [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(
          (match) => match[1] ?? '',
        );
        return links.filter((link) => !existsSync(join(dirname(file), link))).map((link) => `${file} → ${link}`);
      });
    expect(broken).toEqual([]);
  });

  it('pins every dependency exactly', () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    const text = JSON.stringify(manifest);
    expect(text).not.toMatch(/"[\^~]\d/);
  });

  it('has no source file of more than 250 lines', () => {
    const long = texts
      .filter((file) => /\.(tsx?|mjs|cjs|js|css)$/.test(file))
      .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 250)
      .map(({ file, lines }) => `${file}: ${String(lines)}`);
    expect(long).toEqual([]);
  });

  it('leaves no test switched off and no type error silenced', () => {
    const found = texts
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) =>
        /\b(?:it|test|describe)\.(?:only|skip|todo)\b|@ts-(?:ignore|nocheck|expect-error)/.test(readFileSync(file, 'utf8')),
      );
    expect(found).toEqual([]);
  });
});
