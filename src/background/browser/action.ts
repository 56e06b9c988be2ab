import browser, { type Action } from 'webextension-polyfill';
import type { Badge } from '../api/badge.ts';

/** Pixels at screen scales 1, 1.5, 2 and 3. */
const SIZES = [16, 24, 32, 48] as const;

/** The icon files of one badge (drawn by scripts/icons.ts), by size in pixels. */
function iconOf(badge: Badge, dark: boolean): Record<number, string> {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${badge}-${dark ? 'dark' : 'light'}-${String(size)}.png`]));
}

type Pixels = Record<string, Action.ImageDataType>;

async function decode(path: string): Promise<Action.ImageDataType> {
  const bitmap = await createImageBitmap(await (await fetch(browser.runtime.getURL(path))).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  // The polyfill's type requires an index signature, which ImageData lacks.
  return context.getImageData(0, 0, bitmap.width, bitmap.height) as Action.ImageDataType;
}

async function decodeAll(paths: Record<number, string>): Promise<Pixels> {
  const entries = Object.entries(paths).map(async ([size, path]) => [size, await decode(path)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

type Decode = (icon: string, paths: Record<number, string>) => Promise<Pixels>;

/**
 * With Chrome's own `path` every file is read and decoded again for every tab. Icons are cached for the worker's lifetime, 16 kB
 * each. A background document (Firefox) caches none: there a path is only a name.
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

/** What is painted on a tab: toolbar icon and title and, in Firefox, the mark in the address bar. */
export type Mark = {
  readonly badge: Badge;
  readonly title: string;
  /** The browser's toolbar is dark. */
  readonly dark: boolean;
};

/** The marks on tabs. Each tab has one queue, in which the last request wins. */
export type Marks = {
  /** Puts a mark on the document that the tab shows now. A tab that has closed in the meantime is not an error. */
  paint(tabId: number, mark: Mark): void;
  /**
   * To be called synchronously: the tab shows another document. Browsers then drop its mark and show the manifest's, but a paint
   * step that is in progress, or was at the commit, may still take effect: the painted state is unknown.
   */
  moved(tabId: number): void;
  /** No worker ever painted anything on this tab: it shows the manifest's mark. */
  untouched(tabId: number): void;
  /**
   * May the mark on this tab say anything about a page? What is unknown may: a step for the previous document may still take effect.
   * Null where this worker has heard of no document and painted nothing, so that only another one may have.
   */
  saysAnything(tabId: number): boolean | null;
  /** Does anything stand on this tab, in whatever worker's life it was painted? */
  isPainted(tabId: number): Promise<boolean>;
  gone(tabId: number): void;
};

/** Does this mark say anything about the page it is painted on? */
export const saysSomething = (badge: Badge): boolean => badge !== 'none' && badge !== 'off';

/** The manifest's mark; a mark that says nothing need not be painted over it. */
const RESTING = 'resting';
/** How often a mark that could not be painted is retried before the next event. */
const MAX_TRIES = 3;

type Desk = {
  /**
   * Each request is a separate object, even when it says the same for the next document, so that a paint for an earlier document
   * can be dropped at any step.
   */
  wanted: Mark | null;
  /** The painted state, as far as it is known. */
  shown: string | null;
  /** A mark that says anything was sent to the browser for the current document. */
  marked: boolean;
  /** Anything was sent to the browser for any document. */
  touched: boolean;
  working: boolean;
  /** Ends the wait for a mark that is no longer wanted. */
  wake: () => void;
};

/** Resolves, to a step that does nothing, when another mark or none is wanted. */
const changeOf = (desk: Desk): Promise<Step> =>
  new Promise((resolve) => {
    desk.wake = () => {
      resolve(() => Promise.resolve());
    };
  });

const keyOf = ({ badge, title, dark }: Mark): string => JSON.stringify([badge, dark, title]);

/** Paints one tab at a time, and of several marks for a tab only the newest. */
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

  /** Paints until the painted mark is the wanted one. */
  async function work(tabId: number, desk: Desk): Promise<void> {
    desk.working = true;
    for (let tries = 0; desk.wanted !== null && !stands(desk, desk.wanted) && tries < MAX_TRIES;) {
      const { wanted } = desk;
      const outcome = await paintOnce(tabId, wanted, desk);
      if (outcome === 'painted') desk.shown = keyOf(wanted);
      tries = outcome === 'failed' ? tries + 1 : 0;
    }
    // Synchronous with the last check of what is wanted: a request that arrives now starts over.
    desk.working = false;
  }

  /** One step after the other, and no more once the request is outdated: then null. */
  async function paintOnce(tabId: number, mark: Mark, desk: Desk): Promise<'painted' | 'failed' | null> {
    let outcome: 'painted' | 'failed' = 'painted';
    for (const prepare of stepsOf(tabId, mark, decodeIcon)) {
      try {
        const step = await Promise.race([prepare(), changeOf(desk)]);
        // Nothing may be awaited between this check and the call.
        if (desk.wanted !== mark) return null;
        desk.shown = null;
        desk.touched = true;
        desk.marked ||= saysSomething(mark.badge);
        await step();
      } catch {
        // The tab has closed, or the browser failed: the painted state is unknown.
        outcome = 'failed';
      }
    }
    return desk.wanted === mark ? outcome : null;
  }

  return {
    paint(tabId, mark) {
      const desk = deskOf(tabId);
      // A repeated request does not disturb the one that is being carried out.
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
      // Without a request, the tab shows the manifest's mark, or its state is unknown.
      return desk.shown !== RESTING;
    },
    async isPainted(tabId) {
      try {
        const [title, resting] = await Promise.all([browser.action.getTitle({ tabId }), browser.action.getTitle({})]);
        return title !== '' && title !== resting;
      } catch {
        // The only tab without a title is one that has closed.
        return false;
      }
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

/** The steps that paint a mark. Each is prepared first (which may take long), then done in one call. */
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

/** The address bar cannot show "nothing to say": the mark is hidden where nothing was announced. */
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
