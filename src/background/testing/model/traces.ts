import chromium from '../traces/chromium.json' with { type: 'json' };
import firefox from '../traces/firefox.json' with { type: 'json' };
import type { Choices } from './choices.ts';
import type { Origin, Recorded } from './browser.ts';

type Trace = { readonly name: string; readonly private: boolean; readonly events: readonly Recorded[] };

/** What was recorded in each browser (e2e/traces/record.ts). */
export const TRACES: Readonly<Record<'chromium' | 'firefox', readonly Trace[]>> = {
  chromium: chromium,
  firefox: firefox,
};

/** Where the bytes of every document came from, under the names that `played` assigns. */
export type Truth = Map<string, Origin>;

/** A trace as one tab plays it, with ids of its own. If the browser changed a tab's id, two tabs stand for it. */
export function played({ events }: Trace, tab: number, turn: number, truth: Truth): readonly Recorded[] {
  const own = (id: unknown): string => (/^0*$/.test(String(id)) ? String(id) : `${String(tab)}.${String(turn)}.${String(id)}`);
  return events.map((recorded) => {
    const entry: Record<string, unknown> = { ...recorded };
    if (entry['tabId'] !== undefined) entry['tabId'] = Number(entry['tabId']) === 1 ? tab : tab + 100;
    if (entry['replacedTabId'] !== undefined) entry['replacedTabId'] = tab;
    if (entry['documentId'] !== undefined) entry['documentId'] = own(entry['documentId']);
    if (entry['requestId'] !== undefined) entry['requestId'] = own(entry['requestId']);
    if (recorded.event === 'shows') truth.set(String(entry['documentId']), entry['from'] as Origin);
    return entry as Recorded;
  });
}

const isNavigation = ({ event }: Recorded): boolean => event.startsWith('webNavigation.');
const isRequest = ({ event }: Recorded): boolean => event.startsWith('webRequest.');
/** What Firefox's parent process reports about a response whose headers it has let through, at its own time. */
const isLate = ({ event }: Recorded): boolean => ['webRequest.onResponseStarted', 'webRequest.onCompleted'].includes(event);

/** A new tab's empty document, as Firefox reports it. */
const EMPTY_DOCUMENT = ['onBeforeNavigate', 'onCommitted', 'onCompleted'] as const;

/**
 * The same, in a tab that was opened with its first page (a link in a new container tab): Firefox reports the empty document while
 * that page is being requested, at any time before the page commits; with it or, in a tab that was there before, without it.
 */
export function inNewTab(events: readonly Recorded[], tab: number, turn: number, choices: Choices): readonly Recorded[] {
  const until = events.findIndex(({ event }) => event === 'webNavigation.onCommitted');
  if (until < 0 || choices.below(2) === 0) return events;
  const order = [...events];
  let at = 0;
  for (const [index, kind] of EMPTY_DOCUMENT.entries()) {
    at += choices.below(until + index - at + 1);
    const shown = { documentId: `${String(tab)}.${String(turn)}.empty`, transitionQualifiers: [] };
    order.splice(at, 0, {
      event: `webNavigation.${kind}`,
      tabId: tab,
      frameId: 0,
      url: 'about:blank',
      ...(kind === 'onBeforeNavigate' ? {} : shown),
    });
    at += 1;
  }
  return order;
}

/**
 * Firefox reports navigations and requests through two paths, whose relative order differs between runs. Each path keeps its own
 * order; nothing of a load is reported before its headers, because the background's listener holds them back; and a later user
 * action cannot be reported before it happened, except after the last events of a response.
 */
export function interleaved(events: readonly Recorded[], choices: Choices): readonly Recorded[] {
  const order = [...events];
  const swaps = choices.below(12);
  for (let swap = 0; swap < swaps; swap += 1) {
    const at = choices.below(Math.max(1, order.length - 1));
    const [first, second] = order.slice(at, at + 2);
    if (first === undefined || second === undefined || !maySwap(first, second)) continue;
    order.splice(at, 2, second, first);
  }
  return order;
}

function maySwap(first: Recorded, second: Recorded): boolean {
  if (isLate(first) && (second.event === 'shows' || second.event === 'frame')) return true;
  const navigationFirst = isNavigation(first) && isRequest(second);
  const requestFirst = isRequest(first) && isNavigation(second);
  if (requestFirst) return isLate(first) || second.event === 'webNavigation.onErrorOccurred';
  return navigationFirst && first.event !== 'webNavigation.onBeforeNavigate';
}
