import type { Page, Tab } from '../browser.ts';
import type { Display } from '../display.ts';
import { sleep, until } from '../poll.ts';

/** A colour (red, green, blue) that nothing else on the screen has. */
const SIGNAL = [255, 0, 170] as const;

/** Milliseconds between two looks: long enough for something that slides to have moved. */
const FRAMES = 200;

/** Where the extension's button is: no protocol tells, so it is briefly painted in a unique colour. */
export async function buttonOn(display: Display, probe: Page, tab: Tab): Promise<{ readonly x: number; readonly y: number }> {
  await probe.evaluate(`(async () => {
    const pixels = new ImageData(32, 32);
    new Uint32Array(pixels.data.buffer).fill(${String(((255 << 24) | (SIGNAL[2] << 16) | (SIGNAL[1] << 8) | SIGNAL[0]) >>> 0)});
    await chrome.action.setIcon({ tabId: ${String(tab.id)}, imageData: { 32: pixels } });
    return null;
  })()`);
  // A button that was just pinned slides into its place.
  let before: number | undefined;
  return await until('the button is seen and stands still', async () => {
    await sleep(FRAMES);
    const { width, rgb } = display.screenshot();
    const at = [];
    for (let index = 0; index < rgb.length; index += 3)
      if (SIGNAL.every((value, channel) => Math.abs((rgb[index + channel] ?? 0) - value) < 8)) at.push(index / 3);
    const middle = at[at.length >> 1];
    const stands = middle !== undefined && middle === before;
    before = middle;
    return stands ? { x: middle % width, y: Math.floor(middle / width) } : undefined;
  });
}
