import { describe, expect, it } from 'vitest';
import { pictureOf, sizeOfPng } from '../../testing/picture.ts';
import { toPng } from '../../testing/png.ts';

const png = (width: number, height: number): Uint8Array => toPng({ width, height, rgb: new Uint8Array(3 * width * height) });
const drawn = () => Promise.resolve('380×300');

describe('a picture of a page', () => {
  it.each([
    ['has drawn', [null, null, '380×300', '380×300']],
    ['has its size', ['380×25', '380×300', '380×300', '380×300']],
  ])('is not taken before the page %s', async (_, answers) => {
    const left: number[] = [];
    const take = () => {
      left.push(answers.length);
      return Promise.resolve(png(380, 300));
    };
    await pictureOf(() => Promise.resolve(answers.shift()), take);
    expect(left).toEqual([0]);
  });

  it('is refused where it shows the window that a popup has before it draws', async () => {
    await expect(pictureOf(drawn, () => Promise.resolve(png(25, 25)))).rejects.toThrow('an empty picture: 25 × 25 pixels');
  });

  it('is not waited for endlessly', async () => {
    const never = () => Promise.resolve(null);
    await expect(pictureOf(never, () => Promise.resolve(png(380, 300)), 30)).rejects.toThrow(/the page has drawn/);
  });

  it('has the size that its header says', () => {
    expect(sizeOfPng(png(380, 598))).toEqual({ width: 380, height: 598 });
  });
});
