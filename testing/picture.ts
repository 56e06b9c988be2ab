import { sleep, until } from './poll.ts';

/** No browser page is narrower once it is drawn; the window of Chromium's popup is 25 pixels wide and high until then. */
const MIN_WIDTH_PIXELS = 200;
/** Milliseconds between two looks at a window that may still be growing. */
const GROWS_MS = 50;

/** Frames after which a visible page has painted, whatever its browser recorded. */
const FRAMES = 10;

/**
 * Script: the size of the window, once its document has painted something; null before. A hidden tab paints nothing. Firefox on a busy
 * machine sometimes records no first paint of a page that everybody sees; frames come only to a page that is being drawn.
 */
const DRAWN_SIZE = `(async () => {
  const frames = (left) => left === 0 ? true : new Promise((resolve) => {
    requestAnimationFrame(() => resolve(frames(left - 1)));
    setTimeout(resolve, 1000, false);
  });
  const painted =
    performance.getEntriesByName('first-contentful-paint').length > 0 || document.visibilityState === 'hidden' || (await frames(${String(FRAMES)}));
  const narrow = innerWidth < ${String(MIN_WIDTH_PIXELS)};
  return painted && !narrow && document.body !== null ? innerWidth + '×' + innerHeight : null;
})()`;

/**
 * Takes a picture of a page as soon as there is something to see in it and its window has stopped growing. Every driver takes its
 * pictures through this, so that none can be of an undrawn page. @param evaluate the value of an expression in the page, as
 * `Page.evaluate` @param take a PNG of what the page shows at this moment @throws Error when the page never draws, or the picture
 * is too small to show any page
 */
export async function pictureOf(
  evaluate: (expression: string) => Promise<unknown>,
  take: () => Promise<Uint8Array>,
  timeoutMs?: number,
): Promise<Uint8Array> {
  await until(
    'the page has drawn what there is to photograph',
    async () => {
      const before = await evaluate(DRAWN_SIZE);
      if (typeof before !== 'string') return undefined;
      await sleep(GROWS_MS);
      return (await evaluate(DRAWN_SIZE)) === before ? true : undefined;
    },
    timeoutMs,
  );
  const png = await take();
  const { width, height } = sizeOfPng(png);
  if (width < MIN_WIDTH_PIXELS) throw new Error(`an empty picture: ${String(width)} × ${String(height)} pixels`);
  return png;
}

/** Width and height in pixels, from the header of a PNG (W3C PNG, third edition, 11.2.1). */
export function sizeOfPng(png: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
