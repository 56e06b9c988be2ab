import browser, { type Action } from 'webextension-polyfill';
import type { Badge } from '../api/badge.ts';

/** Pixels at screen scales 1, 1.5, 2 and 3. */
const SIZES = [16, 24, 32, 48] as const;

/** Icon files of one badge (drawn by scripts/icons.ts), by size in pixels. */
function iconOf(badge: Badge, dark: boolean): Record<number, string> {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${badge}-${dark ? 'dark' : 'light'}-${String(size)}.png`]));
}

type Pixels = Record<string, Action.ImageDataType>;

async function decode(path: string): Promise<Action.ImageDataType> {
  const bitmap = await createImageBitmap(await (await fetch(browser.runtime.getURL(path))).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  // The polyfill's type wants an index signature, which no ImageData has.
  return context.getImageData(0, 0, bitmap.width, bitmap.height) as Action.ImageDataType;
}

async function decodeAll(paths: Record<number, string>): Promise<Pixels> {
  const entries = Object.entries(paths).map(async ([size, path]) => [size, await decode(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

type Decode = (icon: string, paths: Record<number, string>) => Promise<Pixels>;

/**
 * Chrome's own `path` has every file read and decoded anew for every tab. Kept while the worker lives: 16 kB an icon.
 * A document (Firefox) keeps none: there a path is only a name.
 */
function decoder(): Decode {
  const decoded = new Map<string, Promise<Pixels>>();
  return (icon, paths) => {
    const known = decoded.get(icon);
    if (known !== undefined) return known;
    const pixels = decodeAll(paths);
    decoded.set(icon, pixels);
    pixels.catch(() => decoded.delete(icon));
    return pixels;
  };
}

/** What stands on a tab: toolbar icon and title, and in Firefox the mark inside the address bar. */
export type Mark = {
  readonly badge: Badge;
  readonly title: string;
  /** The browser's own furniture is dark. */
  readonly dark: boolean;
};

/** The marks on tabs. Each tab has one queue, in which the last wish wins. */
export type Marks = {
  /** Puts a mark on the document that the tab shows now. A tab that has gone meanwhile is not an error. */
  paint(tabId: number, mark: Mark): void;
  /**
   * At once: the tab shows another document. Browsers forget its mark then and show that of the manifest, but a step of
   * painting that is under way, or was when the document was committed, may still reach them: what stands there is unknown.
   */
  moved(tabId: number): void;
  /** Nothing was ever painted on this tab, by no worker: the manifest's mark stands there. */
  untouched(tabId: number): void;
  /** Does the mark on this tab say anything about the page? Null where another worker painted it, or nobody knows. */
  saysAnything(tabId: number): boolean | null;
  gone(tabId: number): void;
};

/** Does this mark say anything about the page it stands on? */
export const saysSomething = (badge: Badge): boolean => badge !== 'none' && badge !== 'off';

/** What the manifest names; a mark that says nothing need not be painted over it. */
const RESTING = 'resting';
/** Times that a mark which could not be painted is tried again before the next event. */
const MAX_TRIES = 3;

type Desk = {
  /** Each wish is an object of its own, also when it says the same for the next document: a paint of another one is dropped wherever it is. */
  wanted: Mark | null;
  /** What stands there, as far as it is known. */
  shown: string | null;
  /** Something that says anything was sent to the browser for the document now shown. */
  marked: boolean;
  /** Anything was sent to the browser for any document. */
  touched: boolean;
  working: boolean;
  /** Ends the wait for something that is no longer wanted. */
  wake: () => void;
};

/** Resolves, to a step that does nothing, when another mark is wanted, or none. */
const changeOf = (desk: Desk): Promise<Step> =>
  new Promise((resolve) => {
    desk.wake = () => {
      resolve(() => Promise.resolve());
    };
  });

const keyOf = ({ badge, title, dark }: Mark): string => JSON.stringify([badge, dark, title]);

export function marks(): Marks {
  const desks = new Map<number, Desk>();
  const decodeIcon = decoder();

  function deskOf(tabId: number): Desk {
    const known = desks.get(tabId) ?? {
      wanted: null,
      shown: null,
      marked: false,
      touched: false,
      working: false,
      wake: () => undefined,
    };
    desks.set(tabId, known);
    return known;
  }

  const stands = (desk: Desk, mark: Mark): boolean =>
    desk.shown === keyOf(mark) || (desk.shown === RESTING && !saysSomething(mark.badge));

  /** Paints until what stands there is what is wanted. */
  async function work(tabId: number, desk: Desk): Promise<void> {
    desk.working = true;
    for (let tries = 0; desk.wanted !== null && !stands(desk, desk.wanted) && tries < MAX_TRIES;) {
      const { wanted } = desk;
      const outcome = await paintOnce(tabId, wanted, desk);
      if (outcome === 'painted') desk.shown = keyOf(wanted);
      tries = outcome === 'failed' ? tries + 1 : 0;
    }
    // In the same breath as the last look at what is wanted: a wish that comes now begins anew.
    desk.working = false;
  }

  /** One step after the other, and none when the wish is no longer the last: null then. */
  async function paintOnce(tabId: number, mark: Mark, desk: Desk): Promise<'painted' | 'failed' | null> {
    let outcome: 'painted' | 'failed' = 'painted';
    for (const prepare of stepsOf(tabId, mark, decodeIcon)) {
      try {
        const step = await Promise.race([prepare(), changeOf(desk)]);
        // Nothing is awaited between this question and the call.
        if (desk.wanted !== mark) return null;
        desk.shown = null;
        desk.touched = true;
        desk.marked ||= saysSomething(mark.badge);
        await step();
      } catch {
        // A tab that has gone; or a browser that could not. Nobody knows what stands there now.
        outcome = 'failed';
      }
    }
    return desk.wanted === mark ? outcome : null;
  }

  return {
    paint(tabId, mark) {
      const desk = deskOf(tabId);
      // The same wish again does not disturb the one that is being fulfilled.
      if (desk.wanted === null || keyOf(desk.wanted) !== keyOf(mark)) {
        desk.wanted = { ...mark };
        desk.wake();
      }
      if (!desk.working) void work(tabId, desk);
    },
    moved(tabId) {
      const desk = deskOf(tabId);
      desk.wanted = null;
      desk.wake();
      if (desk.working || desk.marked) desk.shown = null;
      else if (desk.shown !== null) desk.shown = RESTING;
      desk.marked = false;
    },
    untouched(tabId) {
      const desk = deskOf(tabId);
      if (!desk.touched && !desk.working) desk.shown = RESTING;
    },
    saysAnything(tabId) {
      const desk = desks.get(tabId);
      if (desk === undefined) return null;
      if (desk.wanted !== null) return saysSomething(desk.wanted.badge);
      // Without a wish, what stands there is the manifest's mark, or nobody knows.
      return desk.shown === RESTING ? false : null;
    },
    gone(tabId) {
      const desk = deskOf(tabId);
      desk.wanted = null;
      desk.wake();
      desks.delete(tabId);
    },
  };
}

type Step = () => Promise<unknown>;

/** What has to be done for a mark: each step is prepared first (which may take long), then done in one call. */
function stepsOf(tabId: number, { badge, title, dark }: Mark, decodeIcon: Decode): readonly (() => Promise<Step>)[] {
  const path = iconOf(badge, dark);
  const { action } = browser;
  const ready = (step: Step) => () => Promise.resolve(step);
  const titled = ready(() => Promise.resolve(action.setTitle({ tabId, title })));
  if (__TARGET__ !== 'firefox') {
    const icon = async (): Promise<Step> => {
      const imageData = await decodeIcon(`${badge} ${String(dark)}`, path);
      return () => action.setIcon({ tabId, imageData });
    };
    return [titled, icon];
  }
  return [titled, ready(() => action.setIcon({ tabId, path })), ...addressBarSteps(tabId, badge, title, path).map(ready)];
}

/** In the address bar there is no place for "nothing to say": the mark is hidden where nothing was announced. */
function addressBarSteps(tabId: number, badge: Badge, title: string, path: Record<number, string>): readonly Step[] {
  const { pageAction } = browser;
  if (!saysSomething(badge)) return [() => Promise.resolve(pageAction.hide(tabId))];
  return [
    () => pageAction.setIcon({ tabId, path }),
    () => {
      pageAction.setTitle({ tabId, title });
      return Promise.resolve();
    },
    () => Promise.resolve(pageAction.show(tabId)),
  ];
}
