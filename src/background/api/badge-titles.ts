import type { Badge } from './badge.ts';
import { lacksOnlyLock } from './badge-of.ts';
import { hostShown, type SiteView } from './site-view.ts';

/**
 * The toolbar button's title, which is also its accessible name: screen readers announce the whole state from here, because they
 * do not read badge text reliably. `{host}` is the page's host as the browser displays it.
 */
export const BADGE_TITLES = {
  simulated: 'Test result on {host}: nothing is proven',
  failed: 'Attestation failed on {host}',
  missing: 'Expected attestation is missing on {host}',
  caution: 'Attestation warning on {host}',
  changed: 'Code changed since your last visit to {host}',
  unaudited: 'Genuine hardware, unknown code on {host}',
  unbound: 'Attested service behind {host}; your connection was not checked',
  verified: 'Attested processing on {host}',
  checking: 'Checking attestation on {host}',
  unavailable: 'Could not check {host}',
  none: 'No attestation on {host}',
  off: 'Not checking this page',
} as const satisfies Readonly<Record<Badge, string>>;

/** `unbound`, where the connection was seen to end at an attested key and only the page's code is unconfirmed. */
export const UNCONFIRMED_CODE_TITLE = 'Attested service behind {host}; the code of this page was not confirmed';

/** The title of a tab with this view. */
export function titleOf(view: Pick<SiteView, 'badge' | 'state' | 'origin'>): string {
  const { badge, state } = view;
  const unconfirmed = badge === 'unbound' && state.at === 'appraised' && lacksOnlyLock(state.result);
  return (unconfirmed ? UNCONFIRMED_CODE_TITLE : BADGE_TITLES[badge]).replace('{host}', () => hostShown(view));
}
