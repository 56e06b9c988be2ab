import type { Accelerators, AttestationResult, Finding } from '../../verifier/index.ts';
import type { CodeDecision } from '../../verifier/audits/index.ts';
import type { Badge } from './badge.ts';
import type { Problem } from './problem.ts';
import type { ServiceView } from './services.ts';
import type { RegistryView } from './registry-view.ts';
import type { SitePin } from './settings.ts';

/** How we learnt that the site attests itself. */
export type Announcement = 'response-header' | 'page-link' | 'certificate' | 'list' | 'seen-before' | 'click';

/** Same as last time? `first` and `same` need no words; `changed` says when the other measurement was last seen. */
export type Continuity =
  | { readonly kind: 'first' }
  | { readonly kind: 'same'; readonly since: string }
  | { readonly kind: 'changed'; readonly lastSeen: string; readonly reviewed: boolean };

/**
 * Why a page is not checked; `not-looked`: it was open before the extension started (only the popup says so); `not-loaded`: the
 * tab shows the browser's own error page.
 */
export type OffReason = 'no-permission' | 'not-looked' | 'not-https' | 'internal-page' | 'not-loaded' | 'paused';

/** The state of the check of one document. Plain JSON texts, none written by the site. */
export type SiteState =
  | { readonly at: 'off'; readonly because: OffReason }
  | { readonly at: 'none' }
  | { readonly at: 'fetching'; readonly announcedBy: Announcement }
  | { readonly at: 'gathering'; readonly announcedBy: Announcement; readonly tee: string; readonly waitingFor: readonly string[] }
  | {
      readonly at: 'appraised';
      readonly announcedBy: Announcement;
      readonly result: AttestationResult;
      /** What the followed lists, and the user, say about this code. */
      readonly code: CodeDecision;
      readonly problems: readonly Problem[];
      readonly continuity: Continuity;
    }
  | { readonly at: 'unavailable'; readonly problem: Problem }
  /**
   * No readable evidence where some is expected: the site is pinned, or its evidence failed in this tab and it now announces
   * none. `since` is when it was pinned or failed (RFC 3339).
   */
  | {
      readonly at: 'missing';
      readonly pin: 'hard' | 'soft' | 'failed-before';
      readonly since: string;
      readonly problem: Problem | null;
    };

/**
 * What an earlier check of this origin in this tab found and no later one has resolved: the badge is no better than `worst`,
 * whatever `state` is. `failed`: an aspect was contraindicated. `caution`: the connection ended at a key that the evidence does
 * not name, and a second request did not settle it. Holds the findings that say so.
 */
export type UnresolvedFailure = {
  readonly worst: 'failed' | 'caution';
  readonly judgedAt: string;
  readonly findings: readonly Finding[];
};

/**
 * What the popup draws for one tab: written by the background into session storage under `siteViewKey(tabId)`, and read by the
 * popup even while the worker sleeps.
 */
export type SiteView = {
  readonly format: 1;
  readonly tabId: number;
  /** The appraised document; null if the browser gives no id (Firefox before 153) or before the commit. */
  readonly documentId: string | null;
  /** Serialised origin; null for pages without one (about:, file:). */
  readonly origin: string | null;
  /** A private window: nothing about it is stored, so nothing can be accepted or pinned from it. */
  readonly private: boolean;
  readonly badge: Badge;
  readonly state: SiteState;
  readonly unresolvedFailure: UnresolvedFailure | null;
  readonly pin: SitePin['pin'];
  /** What the public chain says; null until it is asked. */
  readonly registry: RegistryView | null;
  /** GPUs of the same machine, appraised alongside the page's evidence; they never change the badge. Null if none were named. */
  readonly accelerators: Accelerators | null;
  /** Our guard reported from this document, whatever it reported: there is a rule for the site’s pages. */
  readonly guarded: boolean;
  /** Attested services behind the page, each with its own mark; they never change the badge. */
  readonly services: readonly ServiceView[];
  /** Names under which the site’s code is published (`github/owner/name`), from the site directory. */
  readonly codeNames: readonly string[];
  /** RFC 3339. */
  readonly updatedAt: string;
};

/** The document in the main frame of a tab. */
export type ShownDocument = {
  /** Serialised https origin; null for every other page. */
  readonly origin: string | null;
  /** Null if the browser gives none. */
  readonly documentId: string | null;
};

/** Is this view or visit about the document shown? Only then may it be drawn, painted or acted on. */
export function shows(about: ShownDocument, shown: ShownDocument): boolean {
  if (about.origin !== shown.origin) return false;
  return about.documentId === null || shown.documentId === null || about.documentId === shown.documentId;
}

/** The largest backward correction, in milliseconds, of a clock that is kept in sync. */
export const MAX_CLOCK_STEP_MS = 5 * 60 * 1000;

/**
 * May a stored view be drawn at this time (milliseconds since 1970)? Its badges are of when it was written: not once its own result
 * or that of a service has run out, nor if the clock was put back since.
 */
export function holdsAt({ state, services }: Pick<SiteView, 'state' | 'services'>, now: number): boolean {
  return [state, ...services.map((service) => service.state)].every((one) => {
    if (one.at !== 'appraised') return true;
    const { judgedAt, goodUntil } = one.result;
    return now < Date.parse(goodUntil) && now >= Date.parse(judgedAt) - MAX_CLOCK_STEP_MS;
  });
}

/** Key in the session's storage under which the popup finds a tab's view. */
export const siteViewKey = (tabId: number): string => `site:${String(tabId)}`;

/** The host that a view is about, for titles; empty for a page without a site. */
export function hostShown({ origin, state }: Pick<SiteView, 'origin' | 'state'>): string {
  if (origin !== null) return origin.replace(/^https:\/\//, '');
  const host = state.at === 'missing' ? state.problem?.facts['host'] : undefined;
  return typeof host === 'string' ? host : '';
}
