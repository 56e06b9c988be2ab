import { vi } from 'vitest';
import { instant } from '../../verifier/index.ts';
import type { Badge } from '../api/badge.ts';
import { startBackground } from '../app/background.ts';
import { runCheck } from '../app/check-run.ts';
import type { Platform } from '../app/platform.ts';
import type { NavigationEvent } from '../channel/event.ts';
import { certificate, commit, begin, headers, key, PAGE, request, response, sent, TAB } from './navigation.ts';
import { knownBackground } from './played.ts';
import { FOLLOWS_NOBODY, keepersOf, NO_DIRECTORY, RELEASED_DIRECTORY, speaking } from './speaking.ts';
import { LINK, type TestBackground } from './test-background.ts';

const nothing = (): void => undefined;

/** The background itself, after one page in it was checked. */
export type StartedBackground = {
  readonly background: TestBackground;
  /** Every badge painted on the page's tab since. */
  readonly painted: string[];
  /** In this order: it began to listen to its own requests for evidence, added those listeners again, loaded the checks. */
  readonly begun: ('couriers' | 'couriers again' | 'checks')[];
  readonly emit: (event: NavigationEvent) => void;
  readonly ring: (alarm: string) => void;
  /** One of our own pages asks something. */
  readonly ask: (message: unknown) => void;
  /** The browser reports that these host patterns were withdrawn, or (none) that some were granted. */
  readonly changeHosts: (removed: readonly string[]) => void;
  /** The worker has died, and another one starts in a browser that differs in this. */
  readonly restart: (change: Partial<Platform>) => void;
};

/**
 * Starts the background itself in a browser without alarms, with a page that announces its evidence. @param badge the page's
 * first one: everything before it is left out @param prepare the surroundings of that page's check
 */
export async function startedBackground(
  badge: Badge,
  prepare: (background: TestBackground) => void = nothing,
): Promise<StartedBackground> {
  const background = await knownBackground();
  prepare(background);
  background.surroundings.tlsKey = key;
  background.surroundings.documents.set(TAB, { url: PAGE, documentId: 'D1', failed: false });
  const painted: string[] = [];
  const begun: StartedBackground['begun'] = [];
  let emit: (event: NavigationEvent) => void = nothing;
  let ring: (name: string) => void = nothing;
  let ask: (message: unknown) => void = nothing;
  let changeHosts: (removed: readonly string[]) => void = nothing;
  const platform: Platform = {
    ...background.ports,
    now: () => instant(background.surroundings.now),
    later: () => nothing,
    order: 'strict',
    session: background.session,
    rules: background.rules,
    directory: { ...RELEASED_DIRECTORY, shipped: background.surroundings.directory ?? RELEASED_DIRECTORY.shipped },
    marks: {
      paint(tabId, paint) {
        if (tabId === TAB) painted.push(paint.badge);
      },
      moved: nothing,
      untouched: nothing,
      saysAnything: () => null,
      isPainted: () => Promise.resolve(false),
      gone: nothing,
    },
    browser: { ...background.ports.browser, wakeAt: () => Promise.reject(new Error('the limit of 500 alarms is reached')) },
    listen: {
      toNavigation(heard) {
        emit = heard;
        return { again: nothing };
      },
      toCouriers() {
        begun.push('couriers');
        return Promise.resolve({ again: () => void begun.push('couriers again') });
      },
      toServices: () => ({ again: nothing }),
      toSignedBodies: nothing,
      toMessages(answer) {
        ask = (message) => void answer(message, { kind: 'page' });
      },
      toAlarms(heard) {
        ring = heard;
      },
      toHosts(heard) {
        changeHosts = heard;
      },
      toScheme: () => ({ dark: () => false, seen: () => Promise.resolve() }),
      toFreshStart: nothing,
    },
    tellPages: nothing,
    loadChecks(common) {
      begun.push('checks');
      return Promise.resolve({
        inspect: (check) => runCheck({ ...background.ports, ...common }, check),
        inspectService: () => Promise.reject(new Error('no service')),
        tried: () => Promise.reject(new Error('no chain')),
        ...keepersOf(speaking(FOLLOWS_NOBODY, background.ports)),
        updater: NO_DIRECTORY,
      });
    },
  };
  startBackground(platform);
  for (const event of [begin(), request(), sent(), headers({ links: [LINK] }), certificate(), response(), commit()]) emit(event);
  await vi.waitUntil(() => painted.at(-1) === badge, { timeout: 20_000 });
  painted.length = 0;
  return {
    background,
    painted,
    begun,
    emit: (event) => {
      emit(event);
    },
    ring: (alarm) => {
      ring(alarm);
    },
    ask: (message) => {
      ask(message);
    },
    changeHosts: (removed) => {
      changeHosts(removed);
    },
    restart: (change) => {
      startBackground({ ...platform, ...change });
    },
  };
}
