import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readLine, readMarkdown, type Block, type Inline } from './markdown.ts';

const folder = fileURLToPath(new URL('../../../docs/tees', import.meta.url));
const pages = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);

const inlines = (block: Block): readonly Inline[] => {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return block.line;
    case 'list':
      return block.items.flat();
    case 'table':
      return [...block.head.flat(), ...block.rows.flat(2)];
  }
};

describe('our Markdown', () => {
  it('reads marks inside a line', () => {
    expect(readLine('a **b** *c* `d` [e](https://f.example/)')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'strong', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'em', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'd' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'e', href: 'https://f.example/' },
    ]);
  });

  it('reads headings, lists over several lines, and tables', () => {
    const blocks = readMarkdown('# A\n\n- one\n  more\n- two\n\n| x | y |\n|---|---|\n| 1 | 2 |\n');
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'list', 'table']);
    expect(blocks[1]).toEqual({ kind: 'list', items: [[{ kind: 'text', text: 'one more' }], [{ kind: 'text', text: 'two' }]] });
    expect(blocks[2]).toMatchObject({ rows: [[[{ text: '1' }], [{ text: '2' }]]] });
  });

  it('treats HTML as text', () => {
    expect(readLine('<img src=x onerror=y>')).toEqual([{ kind: 'text', text: '<img src=x onerror=y>' }]);
  });

  it('treats lines with bars as a paragraph unless a row of dashes makes them a table', () => {
    const [block] = readMarkdown('| Replay | again |\n| Relay | elsewhere |');
    expect(block?.kind).toBe('paragraph');
    expect(JSON.stringify(block)).toMatch(/Replay.*Relay/);
  });

  it.each(pages)('draws every line of %s', (_file, text) => {
    const words = (line: string): readonly string[] => line.match(/[\p{L}\p{N}]+/gu) ?? [];
    const drawn = new Map<string, number>();
    for (const { text: statement } of readMarkdown(text).flatMap(inlines))
      for (const word of words(statement)) drawn.set(word, (drawn.get(word) ?? 0) + 1);
    const written = text.replace(/\]\([^)\s]+\)/g, '] ');
    const counted = new Map<string, number>();
    for (const word of words(written)) counted.set(word, (counted.get(word) ?? 0) + 1);
    expect([...counted].filter(([word, times]) => drawn.get(word) !== times)).toEqual([]);
  });

  it.each(pages)('draws every table of %s as a table', (_file, text) => {
    const bars = readMarkdown(text).filter((block) => block.kind === 'paragraph' && JSON.stringify(block).includes('"| '));
    expect(bars).toEqual([]);
  });

  it.each(pages)('leaves no mark unread in %s', (_file, text) => {
    const blocks = readMarkdown(text);
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 1 });
    const left = blocks
      .flatMap(inlines)
      .filter(({ kind, text: statement }) => kind === 'text' && /\*\*|`|\]\(|^#|\n/.test(statement));
    expect(left).toEqual([]);
  });

  it.each(pages)('gives every row of a table in %s as many cells as its head', (_file, text) => {
    for (const block of readMarkdown(text))
      if (block.kind === 'table') for (const row of block.rows) expect(row).toHaveLength(block.head.length);
  });
});
