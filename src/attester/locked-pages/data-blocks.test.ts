import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { integrityOf } from '../page-lock.ts';
import { ROWS_READER, withDataBlocks } from './data-blocks.ts';
import { lockPage } from './lock-page.ts';

const script = (code: string, attributes = ''): string => `<script${attributes}>${code}</script>`;
const block = (json: string): string => script(json, ' type="application/json" data-sealmark-rows') + script(ROWS_READER);
const FIRST = script('(self.__next_f=self.__next_f||[]).push([0])');

describe('the rows of a page of Next', () => {
  it('stand in data blocks, each read where it was pushed, and the page is otherwise the same', () => {
    const page = (rows: (json: string) => string): string =>
      `<p>a</p>${FIRST}${rows('[1,"0:\\u003c\\n"]')}<p>b</p>${rows('[1,"x"]')}</body>`;
    expect(withDataBlocks(page((json) => script(`self.__next_f.push(${json})`)))).toBe(page(block));
  });

  it('are read as they were pushed', () => {
    const pushed: unknown[] = [];
    const json = '[1,"0:{\\"größe\\":\\"\\u003c/script>\\"}\\n"]';
    // As the browser runs the reader: the block is the element before its script.
    const document = { currentScript: { previousElementSibling: { textContent: json } } };
    runInNewContext(ROWS_READER, { self: { __next_f: pushed }, document });
    expect(JSON.parse(JSON.stringify(pushed))).toEqual([[1, '0:{"größe":"</script>"}\n']]);
  });

  it('are moved once: a page that was written stays as it is', () => {
    const once = withDataBlocks(FIRST + script('self.__next_f.push([1,"x"])'));
    expect(withDataBlocks(once)).toBe(once);
  });

  it.each([
    ['code', 'self.__next_f.push([1,go()])'],
    ['more than rows', 'self.__next_f.push([1,"x"]);go([])'],
    ['no list', 'self.__next_f.push({"a":1})'],
    ['early scripts', '(self.__next_s=self.__next_s||[]).push([0,{"children":"go()"}])'],
    ['the list itself', '(self.__next_f=self.__next_f||[]).push([0])'],
  ])('are not %s', (_, code) => {
    expect(withDataBlocks(script(code))).toBe(script(code));
  });

  it.each([
    ['a module', ' type="module"'],
    ['a file', ' src="/a.js"'],
    ['a data block of the page’s own', ' type="application/json"'],
  ])('are not the text of %s', (_, attributes) => {
    const page = script('self.__next_f.push([1,"x"])', attributes);
    expect(withDataBlocks(page)).toBe(page);
  });

  it('need one source, however many and whatever they are, and the code that they add needs its own', () => {
    const rows = ['5:I[1,["$2"],""]\n', `0:${JSON.stringify(['$', '$L5', null, { id: 'a', children: 'go(1)' }])}\n`, '1:"x"\n'];
    const page = withDataBlocks(FIRST + rows.map((row) => script(`self.__next_f.push(${JSON.stringify([1, row])})`)).join(''));
    const first = integrityOf('(self.__next_f=self.__next_f||[]).push([0])');
    expect(new Set(lockPage(page, '/', new Map()).sources)).toEqual(
      new Set([first, integrityOf(ROWS_READER), integrityOf('go(1)')]),
    );
  });
});
