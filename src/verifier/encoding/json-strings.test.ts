// Covers: json.ts
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { parseJson } from './json.ts';

it('a string of any length is read exactly where JSON.parse reads it', () => {
  const letters = fc.integer({ min: 0, max: 99 }).map((count) => 'a'.repeat(count));
  const odd = fc.constantFrom('', '\n', '\0', '\u001f', ' ', '"', '\\n', '\\"', '\\', '\\u00e9', '\\u12', '\\x', 'é', '\ud800');
  fc.assert(
    fc.property(letters, odd, letters, odd, letters, (...parts) => {
      const text = `"${parts.join('')}"`;
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expect(() => parseJson(text, 'doc')).toThrow(Malformed);
        return;
      }
      expect(parseJson(text, 'doc')).toBe(expected);
    }),
    { numRuns: 2000, seed: 20_261_129 },
  );
});
