import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { asciiOnly, rawTemplate } from './ascii.ts';

describe('code in ASCII', () => {
  it.each([`'größe – 😀'`, '`a ü ${1}`', `/^[ä😀]+$/u.test('😀ä')`, `/ü/.test('ü')`, `({ grün: 1 }).grün`])(
    'means the same: %s',
    (code) => {
      const ascii = asciiOnly(code);
      expect(ascii).toMatch(/^[\x20-\x7e]+$/);
      expect(run(ascii)).toEqual(run(code));
    },
  );

  it('contains no escape character, which other charsets read as a switch', () => {
    expect(asciiOnly('"\x1b(J"')).toBe('"\\u001b(J"');
  });
});

const run = (code: string): unknown => runInNewContext(code) as unknown;

describe('the raw text of a template', () => {
  const quasi = (raw: string) => ({ type: 'TemplateLiteral', quasis: [{ type: 'TemplateElement', value: { raw } }] });

  it('is found where a function receives it and it is not ASCII', () => {
    const tree = { type: 'Program', body: [{ expression: { type: 'TaggedTemplateExpression', tag: {}, quasi: quasi('ü') } }] };
    expect(rawTemplate(tree)).toBe('ü');
  });

  it.each([
    { type: 'TaggedTemplateExpression', quasi: quasi('plain') },
    { type: 'Program', body: [quasi('ü'), null, 'text', 1] },
  ])('is nothing where no function gets it, or it is plain', (tree) => {
    expect(rawTemplate(tree)).toBeNull();
  });
});
