// Covers: json.ts
import { expect, it } from 'vitest';
import { parseJson } from './json.ts';

it('a document contains 32768 values at most, whatever its size in bytes', () => {
  const list = (count: number): string => `[${'{},'.repeat(count - 1)}{}]`;
  expect(() => parseJson(list(32 * 1024 - 1), 'doc')).not.toThrow();
  expect(() => parseJson(list(32 * 1024), 'doc')).toThrow(expect.objectContaining({ why: 'more values than any document has' }));
});
