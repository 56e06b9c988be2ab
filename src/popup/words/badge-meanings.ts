import type { Badge } from '../../background/api/badge.ts';

/** What each mark means, one line for the legend of onboarding and options. */
export const BADGE_MEANINGS = {
  simulated: 'A test setup. It shows how a check works and proves nothing.',
  failed: 'The check found proof that something is wrong.',
  missing: 'A site that used to prove its code did not do so this time.',
  caution: 'Something about this site’s attestation needs your attention.',
  changed: 'Different code than at your last visit, and no one you follow vouches for it.',
  unaudited: 'Genuine hardware. No one you follow has said what the code does.',
  unbound: 'Known code in genuine hardware. Your connection to it, or the code of this page, was not confirmed.',
  verified: 'What you enter goes to known code, in genuine hardware closed to the operator.',
  checking: 'A check is running.',
  unavailable: 'Sealmark could not get something it needs for the check.',
  none: 'The site offers no evidence. Most sites don’t.',
  off: 'Sealmark is not looking at this page.',
} as const satisfies Readonly<Record<Badge, string>>;
