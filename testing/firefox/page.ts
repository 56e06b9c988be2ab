import type { Page } from '../browser.ts';
import { answered, source } from '../json.ts';
import { pictureOf } from '../picture.ts';
import { until } from '../poll.ts';
import type { Marionette } from './marionette.ts';

/** Drives the tab under this window handle. */
export function firefoxPage(marionette: Marionette, handle: string): Page {
  /** Commands in this tab; without focus the tab that users see stays where it is. */
  const here = <T>(commands: () => Promise<T>, focus = false): Promise<T> =>
    marionette.exclusively(async () => {
      await marionette.send('Marionette:SetContext', { value: 'content' });
      await marionette.send('WebDriver:SwitchToWindow', { handle, focus });
      return await commands();
    });

  const goto = (url: string): Promise<string | null> =>
    here(async () => {
      try {
        await marionette.send('WebDriver:Navigate', { url });
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    });

  const evaluate = (expression: string): Promise<unknown> =>
    here(async () => {
      const parameters = { script: awaiting(expression), args: [], sandbox: null, newSandbox: false, scriptTimeout: 30_000 };
      return resultOf(await marionette.send('WebDriver:ExecuteAsyncScript', parameters));
    });

  const click = async (selector: string): Promise<void> => {
    await until(`${selector} can be clicked`, () =>
      here(async () => {
        const found = await marionette.send('WebDriver:FindElement', { using: 'css selector', value: selector });
        const [id] = Object.values(answered<{ value: Record<string, string> }>(found).value);
        await marionette.send('WebDriver:ElementClick', { id });
        return true;
      }, true),
    );
  };

  const screenshot = (): Promise<Uint8Array> =>
    pictureOf(evaluate, () =>
      here(async () => {
        const { value } = answered<{ value: string }>(
          await marionette.send('WebDriver:TakeScreenshot', { full: false, hash: false }),
        );
        return Buffer.from(value, 'base64');
      }),
    );

  const close = async (): Promise<void> => {
    await here(() => marionette.send('WebDriver:CloseWindow')).catch(() => undefined);
  };
  return { goto, evaluate, click, screenshot, close };
}

/** Script whose last argument is called with `{ value }`, a JSON text, or `{ error }`. */
export function awaiting(expression: string): string {
  return `const done = arguments[arguments.length - 1];
    (async () => JSON.stringify(await (${expression})))().then(
      (value) => done({ value }),
      (error) => done({ error: String(error) }),
    );`;
}

/** The value from what `awaiting` called back with. */
export function resultOf(answer: unknown): unknown {
  const { value } = answered<{ value: { value?: string; error?: string } }>(answer);
  if (value.error !== undefined) throw new Error(value.error);
  return value.value === undefined ? undefined : JSON.parse(value.value);
}

/** A promise of the browser's own (chrome) world. */
export function inChrome(marionette: Marionette, expression: string): Promise<unknown> {
  return marionette.exclusively(async () => {
    await marionette.send('Marionette:SetContext', { value: 'chrome' });
    try {
      const parameters = { script: awaiting(expression), args: [], sandbox: 'system', newSandbox: true, scriptTimeout: 30_000 };
      return resultOf(await marionette.send('WebDriver:ExecuteAsyncScript', parameters));
    } finally {
      await marionette.send('Marionette:SetContext', { value: 'content' });
    }
  });
}

/** The popup of the extension: a browser inside a panel, without a window handle. */
export function firefoxPopup(marionette: Marionette, origin: string): Page {
  const inPopup = (method: string, parameters: unknown): string => `(async () => {
    const windows = [...Services.wm.getEnumerator('navigator:browser')];
    const popup = windows
      .flatMap((window) => [...window.document.querySelectorAll('browser.webextension-popup-browser')])
      .find((one) => one.currentURI?.spec.startsWith(${source(origin)}));
    if (!popup) throw new Error('no popup is open');
    return await (${method})(popup, ${source(parameters)});
  })()`;
  const evaluate = (expression: string): Promise<unknown> =>
    inChrome(marionette, inPopup(EVALUATE, awaiting(expression))).then(resultOf);
  return {
    goto: () => Promise.reject(new Error('a popup goes nowhere')),
    evaluate,
    click: async (selector) => {
      await until(`${selector} can be clicked`, async () => ((await evaluate(clickOn(selector))) === true ? true : undefined));
    },
    screenshot: () =>
      pictureOf(evaluate, async () => {
        // A popup that is just being resized cannot be drawn for a moment.
        const data = await until('the popup can be drawn', async () =>
          answered<string>(await inChrome(marionette, inPopup(DRAW, null))),
        );
        return Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');
      }),
    close: async () => {
      await inChrome(marionette, inPopup('(popup) => { popup.closest("panel").hidePopup(); return null; }', null)).catch(
        () => undefined,
      );
    },
  };
}

const EVALUATE = `(popup, script) => {
  const actor = popup.browsingContext.currentWindowGlobal.getActor('MarionetteCommands');
  return actor.executeScript(script, [], { async: true, sandboxName: null, newSandbox: false, timeout: 30000 }).then((value) => ({ value }));
}`;

const DRAW = `async (popup) => {
  const { width, height } = popup.getBoundingClientRect();
  const bitmap = await popup.browsingContext.currentWindowGlobal.drawSnapshot(new DOMRect(0, 0, width, height), 1, 'white');
  const canvas = popup.ownerDocument.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  return canvas.toDataURL('image/png');
}`;

function clickOn(selector: string): string {
  return `(() => {
    const element = document.querySelector(${source(selector)});
    if (!element || element.disabled) return false;
    element.click();
    return true;
  })()`;
}
