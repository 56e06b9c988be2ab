import type { Announcement, SiteState } from '../../background/api/site-view.ts';

type OffReason = Extract<SiteState, { at: 'off' }>['because'];

/** Why a page is not looked at. */
export const OFF_WORDS = {
  'no-permission': 'Sealmark checks this site only when you ask it to.',
  'not-https': 'This page did not come over https, so it has no connection to attest.',
  'internal-page': 'This page belongs to the browser or an extension, not to a web service.',
  paused: 'Checking is paused.',
} as const satisfies Readonly<Record<OffReason, string>>;

/** While the site is being asked, and while its manufacturer is. */
export const LOOKING = 'Sealmark is asking the site for evidence of which code it runs.';
export const GATHERING = 'The evidence is here. Sealmark is reading what the manufacturer says about this processor.';

/** A test setup: which part of it was not the real thing. */
export const SIMULATED_WORDS = {
  anchor: 'A test key from the developer settings stands in for the manufacturer’s, so nothing here is proven.',
  clock: 'This check used a different time than now, so nothing here is proven.',
} as const;

/** A result that nothing is wrong with, except that its time is over. */
export const EXPIRED = 'The last check relied on something that has since expired, and Sealmark has not checked again yet.';

/** A failure stays until a complete check says otherwise. */
export const STANDING = 'An earlier check of this site failed in this tab, and no complete check has cleared it since.';

/** The same for a connection that was seen to end at another key. */
export const STANDING_MISMATCH =
  'Earlier in this tab your connection to this site ended at a key its evidence does not name, and nothing has cleared that up since.';

/** How the site let it be known that it attests itself. */
export const ANNOUNCEMENT_WORDS = {
  'response-header': 'The site announced it with the page',
  'page-link': 'The page contains a link to it',
  certificate: 'It stands in the site’s certificate',
  list: 'A list that you follow names the site',
  'seen-before': 'The site was attested at an earlier visit',
  click: 'You asked for it',
} as const satisfies Readonly<Record<Announcement, string>>;

/** What no attestation tells, whatever the outcome; shown in full in the popup. */
export const NOT_TOLD = [
  'It does not say that the company is honest, that the code has no mistakes, or that your data never leaves the closed-off part: the code decides that.',
  'It does not cover what this page loads from other sites.',
  'Someone with the machine in their hands, and the right tools, can break into some processors.',
] as const;
