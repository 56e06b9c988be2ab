import type { Badge } from './badge.ts';

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

/** The title of one state, for a page of this host. */
export function badgeTitle(badge: Badge, host: string): string {
  return BADGE_TITLES[badge].replace('{host}', () => host);
}
