import type { OffReason } from '../../background/api/site-view.ts';
import type { Aspect } from '../../verifier/index.ts';

/** Why a page is not checked. */
export const OFF_WORDS = {
  'no-permission': 'Sealmark checks this site only when you ask it to.',
  'not-looked': 'Sealmark has not looked at this page yet. Reload it, or check it now.',
  'not-https': 'This page did not come over https, so it has no connection to attest.',
  'internal-page': 'This page belongs to the browser or an extension, not to a web service.',
  'not-loaded': 'The page could not be loaded. What you see is the browser’s own message, not a page of the site.',
  paused: 'Checking is paused.',
} as const satisfies Readonly<Record<OffReason, string>>;

/** While the site is being asked, and while its manufacturer is. */
export const FETCHING = 'Sealmark is asking the site for evidence of which code it runs.';

/** While the manufacturer is asked, or what is kept of it is read. */
export const GATHERING = 'The evidence is here. Sealmark is reading what the manufacturer says about this processor.';

/** A test setup: which part of it was not the real thing. */
export const SIMULATED_WORDS = {
  anchor: 'A test key from the developer settings stands in for the manufacturer’s, so nothing here is proven.',
  clock: 'This check used a different time than now, so nothing here is proven.',
} as const;

/** A result with nothing wrong except that it has expired. */
export const EXPIRED = 'The last check relied on something that has since expired, and Sealmark has not checked again yet.';

/** A failure lasts until a complete check finds otherwise. */
export const UNRESOLVED = 'An earlier check of this site failed in this tab, and no complete check has cleared it since.';

/** The same for a connection that was seen to end at another key. */
export const UNRESOLVED_MISMATCH =
  'Earlier in this tab your connection to this site ended at a key its evidence does not name, and nothing has cleared that up since.';

/** What is not proven about an aspect for which no check says why. */
export const UNCHECKED = {
  hardware: 'Whether the hardware is genuine was not checked.',
  configuration: 'Whether the operator is kept out was not checked.',
  executables: 'No one you follow has said what this code does.',
  freshness: 'Whether the evidence was made for this visit was not checked.',
  channel: 'Whether your connection ends in the attested code was not checked.',
} as const satisfies Readonly<Record<Aspect, string>>;

/** Next to a failed check: nothing else in the result counts either. */
export const NOTHING_PROVEN = 'While a check fails, nothing here counts as proven.';

/** An interception comes from this computer or network, not from the site. */
export const INTERCEPTED_ADVICE =
  'Antivirus software, or a network at work or school, may do this. Ask the people who look after this computer or network.';

/** What to do when the mark is red. */
export const ALARM_STEPS = [
  'Don’t enter anything sensitive on this page.',
  'Close the page and open the site again from your own bookmark.',
  'If it fails again, ask the people who run the site, by phone or from another network.',
] as const;
