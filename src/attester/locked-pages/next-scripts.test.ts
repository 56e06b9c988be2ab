import { describe, expect, it } from 'vitest';
import { scriptsOfNext } from './next-scripts.ts';
import { tagsIn } from './tags.ts';

const early = (value: unknown): string => `<script>(self.__next_s=self.__next_s||[]).push(${JSON.stringify(value)})</script>`;
const rows = (...parts: readonly string[]): string =>
  ['<script>(self.__next_f=self.__next_f||[]).push([0])</script>']
    .concat(parts.map((part) => `<script>self.__next_f.push(${JSON.stringify([1, part]).replaceAll('<', '\\u003c')})</script>`))
    .join('');
const element = (type: string, props: object): string =>
  JSON.stringify(['$', 'body', null, { children: ['$', type, null, props] }]);
const codeOf = (html: string): readonly string[] => scriptsOfNext(tagsIn(html));
const [SCRIPT, OTHER] = ['5:I[79520,["$2"],""]', '6:I[1,["$2"],"default"]'];

describe('the inline scripts that a page of Next adds later', () => {
  it('before interaction are in the list of early scripts', () => {
    expect(codeOf(early([0, { children: 'go(1)', id: 'a' }]) + early(['/a.js', {}]))).toEqual(['go(1)']);
  });

  it.each([
    ['their text', { id: 'a', children: 'go(1)' }],
    ['a strategy', { strategy: 'lazyOnload', children: 'go(1)' }],
    ['HTML', { id: 'a', dangerouslySetInnerHTML: { __html: 'go(1)' } }],
    ['several texts', { id: 'a', children: ['go', '(1)'] }],
  ])('are in its rows, with %s', (_, props) => {
    expect(codeOf(rows(`${SCRIPT}\n0:${element('$L5', props)}\n`))).toEqual(['go(1)']);
  });

  it('are found across pushes, behind text of any length and letters, and with what React escapes', () => {
    const long = `größe(${'1'.repeat(1100)})\n`;
    const bytes = Buffer.byteLength(long).toString(16);
    const model = element('$L5', { id: 'a', children: '$7' });
    const [one, other] = [`${SCRIPT}\n7:T${bytes},${long.slice(0, 500)}`, `${long.slice(500)}0:${model}\n`];
    expect(codeOf(rows(one, other, `1:${element('$L5', { id: 'b', children: '$$(1)' })}`))).toEqual([long, '$(1)']);
  });

  it.each([
    ['another component', `${OTHER}\n0:${element('$L6', { id: 'a', children: 'Home' })}\n`],
    ['no id', `${SCRIPT}\n0:${element('$L5', { children: 'Home' })}\n`],
    ['an address', `${SCRIPT}\n0:${element('$L5', { id: 'a', src: '/a.js' })}\n`],
    ['no JSON', '0:{\n1:T\n:HL["/a.css","style"]\nx'],
  ])('are none with %s', (_, text) => {
    expect(codeOf(rows(text))).toEqual([]);
  });

  it('are none of a page without them', () => {
    expect(codeOf('<script>self.__next_f.push(go)</script><script>self.__next_f.length</script><p>')).toEqual([]);
  });
});
