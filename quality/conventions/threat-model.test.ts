import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** A row of a table: its cells by the heading of their column. */
type Row = Readonly<Record<string, string>>;

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Every table of a Markdown text whose headings include `heading`. */
function tablesWith(heading: string, text: string): readonly Row[] {
  const rows: Row[] = [];
  let headings: readonly string[] | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) headings = null;
    else if (headings === null) headings = cellsOf(line);
    else if (!/^\|[\s:|-]+\|$/.test(line) && headings.includes(heading))
      rows.push(Object.fromEntries(cellsOf(line).map((cell, index) => [headings?.[index] ?? '', cell])));
  }
  return rows;
}

/** Titles of tests as they are in a file; whatever is filled in when they run is an ellipsis. */
function titlesIn(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?<=[(\s])(?:'((?:[^'\n\\]|\\.)+)'|`((?:[^`\n\\]|\\.)+)`)(?=[,)])/g)].map(([, plain, template]) =>
    (plain ?? template ?? '').replace(/\$\{[^}]*\}|%(?:\.\d+)?[a-z]/g, '…').replace(/\\(.)/g, '$1'),
  );
}

type Named = { readonly file: string; readonly title: string };

const namedIn = (cell: string): readonly Named[] =>
  [...cell.matchAll(/`([^`]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }));

const rows = tablesWith('test', readFileSync('THREAT-MODEL.md', 'utf8'));

describe('the threat model', () => {
  it('names a test for each threat, or says that there is none and what that leaves open', () => {
    expect(rows.length).toBeGreaterThan(30);
    const silent = rows.filter((row) => namedIn(row['test'] ?? '').length === 0 && row['test'] !== 'none');
    expect(silent).toEqual([]);
    expect(rows.filter((row) => row['test'] === 'none' && (row['not covered'] ?? '').length < 10)).toEqual([]);
  });

  it.each(rows.flatMap((row) => namedIn(row['test'] ?? '')))('rests on a test that exists: $file “$title”', ({ file, title }) => {
    expect(existsSync(file), file).toBe(true);
    expect(file).toMatch(/\.(?:test|spec)\.ts$/);
    expect(titlesIn(file)).toContain(title);
  });

  it('says for each threat what is not covered', () => {
    expect(rows.filter((row) => (row['not covered'] ?? '') === '')).toEqual([]);
  });
});
