import { describe, expect, it } from 'vitest';
import { attribute, inlineText, loadsScript, scriptKind, tagsIn } from './tags.ts';

const namesIn = (html: string): readonly string[] => tagsIn(html).map(({ name }) => name);

describe('the tags of a page', () => {
  it('are its start tags in order, without comments, declarations and end tags', () => {
    expect(namesIn('<!doctype html><HTML><!-- <script src=x> --><body class=a></body>5 < 6<br/><?x?></html>')).toEqual([
      'html',
      'body',
      'br',
    ]);
  });

  it('are not found inside scripts, styles and other text', () => {
    const html = '<script>"<img>"</script><style>/*<b>*/</style><title><i></title><noscript><img></noscript><p>';
    expect(namesIn(html)).toEqual(['script', 'style', 'title', 'noscript', 'p']);
  });

  it('have their attributes however they are written, the first of each name', () => {
    const [tag] = tagsIn(`<img a=1 B='two "2"' c = "3 > 2" d e=/f/ a=9 href="?x=1&amp;y=&#50;&#x33;"/>`);
    if (tag === undefined) throw new Error('no tag');
    expect(['a', 'b', 'c', 'd', 'e', 'href', 'z'].map((name) => attribute(tag, name))).toEqual([
      '1',
      'two "2"',
      '3 > 2',
      '',
      '/f/',
      '?x=1&y=23',
      null,
    ]);
  });

  it('keep their position in the text', () => {
    const html = 'a<b c="d">e';
    const [tag] = tagsIn(html);
    expect(html.slice(tag?.start, tag?.end)).toBe('<b c="d">');
    expect(html.slice(tag?.attributes[0]?.start, tag?.attributes[0]?.end)).toBe('c="d"');
  });

  it('end with a page that ends inside one', () => {
    for (const html of ['<', '<a', '<a b="c', '<a b=', '<!--', '<script>x', '</', '<a ='])
      expect(tagsIn(html).length).toBeLessThan(2);
  });

  // In quadratic time each would take minutes, and the test its whole time limit.
  it.each(['<a ', '<a/', '<!--', '<a b="', '<script>', `<a ${' '.repeat(9)}=`])('are found in linear time in %j', (part) => {
    expect(tagsIn(part.repeat(500_000)).length).toBeLessThanOrEqual(500_000);
  });
});

describe('a script', () => {
  const first = (html: string) => tagsIn(html)[0] ?? { name: '', attributes: [], start: 0, end: 0, text: '' };

  it.each([
    ['<script>', 'classic'],
    ['<script type="Text/JavaScript">', 'classic'],
    ['<script type=module>', 'module'],
    ['<script type=importmap>', 'importmap'],
    ['<script type="application/json">', 'data'],
    ['<script type=speculationrules>', 'data'],
  ])('%s is %s', (html, kind) => {
    expect(scriptKind(first(html))).toBe(kind);
  });

  it.each([
    ['<script src=a.js>', 'src'],
    ['<script src=a.js type="text/x-template">', null],
    ['<link rel="preload modulepreload" href=a.js>', 'href'],
    ['<link rel=preload as=script href=a.js>', 'href'],
    ['<link rel=preload as=font href=a.woff2>', null],
    ['<script>', null],
  ])('%s loads by %s', (html, where) => {
    expect(loadsScript(first(html))).toBe(where);
  });

  it('that is inline is hashed as the browser reads it: with one kind of line ending', () => {
    expect(inlineText(first('<script>a\r\nb\rc\0</script>'))).toBe('a\nb\nc\ufffd');
  });
});
