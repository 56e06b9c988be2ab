// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { act } from 'preact/test-utils';
import { draw, type DrawnPart } from '../../../../testing/screens/draw.ts';
import { LongList } from './long-list.tsx';

const ITEMS = Array.from({ length: 5000 }, (_, index) => `row ${String(index)}`);
const list = (items: readonly string[]) => (
  <LongList label="Rows" items={items} keyOf={(item) => item} rowPixels={50} windowPixels={400}>
    {(item) => <b>{item}</b>}
  </LongList>
);

async function scroll(part: DrawnPart, pixels: number): Promise<void> {
  await act(() => {
    const box = part.find('.long-list');
    box.scrollTop = pixels;
    box.dispatchEvent(new Event('scroll'));
  });
}

describe('a long list', () => {
  it('draws the visible rows and few more, however many there are', async () => {
    const rows = (await draw(list(ITEMS))).all('li');
    expect(rows[0]?.textContent).toBe('row 0');
    expect(rows.length).toBeLessThan(30);
  });

  it('draws other rows after scrolling, each in its place', async () => {
    const part = await draw(list(ITEMS));
    await scroll(part, 100_000);
    const rows = part.all('li');
    const row = rows.find(({ textContent }) => textContent === 'row 2000');
    expect(row?.style.top).toBe('100000px');
    expect(rows.length).toBeLessThan(30);
  });

  it('states for a row how many there are, and its position', async () => {
    const part = await draw(list(ITEMS));
    await scroll(part, 100_000);
    const row = part.find('li', 'row 2001');
    expect([row.getAttribute('aria-posinset'), row.getAttribute('aria-setsize')]).toEqual(['2002', '5000']);
  });

  it('shows the end of a list that a search shortened below the scroll position', async () => {
    const part = await draw(list(ITEMS));
    await scroll(part, 200_000);
    const { render } = await import('preact');
    await act(() => {
      render(list(ITEMS.slice(0, 3)), part.root);
    });
    expect(part.all('li').map(({ textContent }) => textContent)).toEqual(['row 0', 'row 1', 'row 2']);
  });

  it('can be scrolled with the keyboard', async () => {
    expect((await draw(list(ITEMS))).find('.long-list').tabIndex).toBe(0);
  });
});
