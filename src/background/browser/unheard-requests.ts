import type { NavigationEvent } from '../channel/event.ts';
import { mayCheck } from './permissions.ts';

/** How often a worker adds its listeners again because a page arrived of which it heard no request. */
export const MAX_ATTEMPTS = 3;

/**
 * Does Chromium report requests to this worker? A grant at the very moment of a start can be told to nobody, because listeners and
 * questions take different ways to the browser; the worker would hear of no request for as long as it lives, and no page would
 * ever get a mark. So a page that may be checked and arrives while no request was heard has the listeners added again. Pages of
 * service workers arrive without a request, too: hence the limit. @param again adds the listeners again
 */
export function watchRequests(again: () => void): {
  /** A request was reported. */
  heard(): void;
  /** Was one, since the listeners were last added? Then they need not be added again, which would miss pages that load meanwhile. */
  areHeard(): boolean;
  /** The listeners are added again, for whatever reason: what was heard before says nothing of them. */
  renewed(): void;
  /** Call it for every event of a navigation; the others are ignored. */
  committed(event: NavigationEvent): void;
} {
  let hears = false;
  let attempts = 0;
  function unlessHeard(granted: boolean): void {
    if (!granted || hears || attempts >= MAX_ATTEMPTS) return;
    attempts += 1;
    again();
  }
  return {
    heard: () => {
      hears = true;
    },
    areHeard: () => hears,
    renewed: () => {
      hears = false;
    },
    committed(event) {
      if (event.kind !== 'committed' || event.fromHistory || hears || attempts >= MAX_ATTEMPTS) return;
      if (!event.url.startsWith('https:')) return;
      mayCheck(new URL(event.url).origin).then(unlessHeard, () => undefined);
    },
  };
}
