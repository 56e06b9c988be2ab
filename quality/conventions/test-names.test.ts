import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/installed.mjs';

/** The first line of a test that is named after a behaviour: the files it covers, as paths from its own folder. */
const COVERS = /^\/\/ Covers: (?<files>.+)$/m;
const SPECIFIER = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

const SOURCE = join(ROOT, 'src');
const tests = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test\.tsx?$/.test(file))
  .map((file) => join(SOURCE, file))
  .toSorted();

const textOf = (file: string): string => readFileSync(file, 'utf8');

function isNamedAfterItsFile(test: string): boolean {
  const stem = test.replace(/\.test\.tsx?$/, '');
  return [`${stem}.ts`, `${stem}.tsx`].some((file) => existsSync(file));
}

/** The files that a test says it covers; none where its first line lists none. */
function coveredBy(test: string): readonly string[] {
  const [first = ''] = textOf(test).split('\n', 1);
  return (COVERS.exec(first)?.groups?.['files'] ?? '')
    .split(', ')
    .filter((file) => file !== '')
    .map((file) => join(dirname(test), file));
}

/** Every file of ours that this one runs, through its imports and theirs. */
function reachedFrom(file: string, reached = new Set<string>()): ReadonlySet<string> {
  for (const [, specifier = ''] of textOf(file).matchAll(SPECIFIER)) {
    const target = join(dirname(file), specifier);
    if (reached.has(target) || !/\.tsx?$/.test(target) || !existsSync(target)) continue;
    reached.add(target);
    reachedFrom(target, reached);
  }
  return reached;
}

const behaviours = tests.filter((test) => !isNamedAfterItsFile(test)).map((test) => relative(ROOT, test));

describe('a unit test', () => {
  it('is found', () => {
    expect(tests.length).toBeGreaterThan(150);
    expect(behaviours.length).toBeLessThan(tests.length / 2);
  });

  it.each(behaviours)('%s, named after no file, says which files it covers, and runs them', (test) => {
    const file = join(ROOT, test);
    const covered = coveredBy(file);
    expect(covered, 'its first line: // Covers: one.ts, other.ts').not.toEqual([]);
    const reached = reachedFrom(file);
    expect(covered.filter((one) => !reached.has(one)).map((one) => relative(ROOT, one))).toEqual([]);
  });
});
