import type { Page } from '../browser.ts';
import { answered, source } from '../json.ts';
import { pictureOf } from '../picture.ts';
import { until, untilTrue } from '../poll.ts';
import type { Cdp } from './cdp.ts';

/**
 * A page target: attached while a test examines it, and detached by `release`, because some things (prerender) behave differently
 * then.
 */
export type ChromiumPage = Page & { readonly targetId: string; release(): Promise<void> };

/** A tab of its own at this address. */
export async function openPage(cdp: Cdp, url: string): Promise<ChromiumPage> {
  return chromiumPage(cdp, await createTarget(cdp, url));
}

/** Opens a tab at this address. @returns the id of its target */
export async function createTarget(cdp: Cdp, url: string): Promise<string> {
  const { targetId } = await cdp.send('Target.createTarget', { url });
  return answered<string>(targetId);
}

/** Drives one page target. */
export function chromiumPage(cdp: Cdp, targetId: string): ChromiumPage {
  let session: Promise<string> | undefined;

  const attached = (): Promise<string> => {
    session ??= cdp
      .send('Target.attachToTarget', { targetId, flatten: true })
      .then(({ sessionId }) => answered<string>(sessionId))
      .catch((error: unknown) => {
        session = undefined;
        throw error;
      });
    return session;
  };
  const send = async (method: string, parameters: object = {}) => cdp.send(method, parameters, await attached());

  const evaluate = async (expression: string, userGesture = false): Promise<unknown> => {
    const answer = await send('Runtime.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      awaitPromise: true,
      returnByValue: true,
      userGesture,
    });
    const { result, exceptionDetails } = answered<{
      result: { value?: string };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>(answer);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value === undefined ? undefined : JSON.parse(result.value);
  };

  /** Names the load that brought the document now shown. */
  const load = async (): Promise<string> => {
    const { frameTree } = answered<{ frameTree: { frame: { loaderId: string } } }>(await send('Page.getFrameTree'));
    return frameTree.frame.loaderId;
  };

  const goto = async (url: string): Promise<string | null> => {
    const before = await load();
    const { errorText, loaderId } = await send('Page.navigate', { url });
    if (typeof errorText === 'string' && errorText !== '') return errorText;
    // Chromium answers as soon as the response is there: until its document has committed, the one before is asked. Where only the
    // fragment changes there is no load.
    const isShown = async (): Promise<boolean> => loaderId === undefined || (await load()) !== before;
    await untilTrue(`${url} loads`, async () => (await isShown()) && (await evaluate('document.readyState')) === 'complete');
    return null;
  };

  const click = async (selector: string): Promise<void> => {
    const at = await until(`${selector} is there to be clicked`, async () =>
      answered<{ x: number; y: number } | undefined>((await evaluate(middleOf(selector))) ?? undefined),
    );
    const mouse = (type: string) =>
      send('Input.dispatchMouseEvent', { type, ...at, button: 'left', buttons: 1, clickCount: 1, pointerType: 'mouse' });
    await mouse('mousePressed');
    await mouse('mouseReleased');
  };

  return {
    targetId,
    goto,
    evaluate: (expression) => evaluate(expression),
    click,
    screenshot: () =>
      pictureOf(evaluate, async () => {
        const { data } = await send('Page.captureScreenshot', { format: 'png' });
        return Buffer.from(answered<string>(data), 'base64');
      }),
    release: async () => {
      if (session === undefined) return;
      const sessionId = await session;
      session = undefined;
      await cdp.send('Target.detachFromTarget', { sessionId });
    },
    close: async () => {
      await cdp.send('Target.closeTarget', { targetId }).catch(() => undefined);
    },
  };
}

/** Script: scrolls the element into view and returns its middle; null while it is absent, hidden or disabled. */
export function middleOf(selector: string): string {
  return `(() => {
    const element = document.querySelector(${source(selector)});
    if (!element || element.disabled) return null;
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { x, y, width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 ? { x: x + width / 2, y: y + height / 2 } : null;
  })()`;
}
