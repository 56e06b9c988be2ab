import type { Badge } from '../../background/api/badge.ts';

/** What the popup says in one state of the mark. */
export type BadgeWords = {
  readonly headline: string;
  /** May hold `{host}`, `{reason}` (a whole sentence), `{since|day}`, `{lastSeen|day}`. */
  readonly sentence: string;
  /** One line for the legend of onboarding and options. */
  readonly meaning: string;
};

/** The words of every state of the mark. Each that is not `verified` names what is not proven. */
export const BADGE_WORDS = {
  simulated: {
    headline: 'Test result: nothing is proven',
    sentence: '{reason}',
    meaning: 'A test setup. It shows how a check works and proves nothing.',
  },
  failed: {
    headline: 'Attestation failed',
    sentence: '{reason} Don’t enter anything sensitive here.',
    meaning: 'The check found proof that something is wrong.',
  },
  missing: {
    headline: 'This site used to be attested',
    sentence:
      'Sealmark has expected {host} to prove its code since {since|day}. This time it did not: an outage, a move, or someone in between.',
    meaning: 'A site that used to prove its code did not do so this time.',
  },
  caution: {
    headline: 'Attested, with a warning',
    sentence: '{reason}',
    meaning: 'Something about this site’s attestation needs your attention.',
  },
  changed: {
    headline: 'Code changed since {lastSeen|day}',
    sentence:
      'The hardware is genuine, but the code is not the code of your last visit to {host}. No one you follow has said what this version does.',
    meaning: 'Different code than at your last visit, and no one you follow vouches for it.',
  },
  unaudited: {
    headline: 'Genuine hardware, unknown code',
    sentence: 'The hardware behind {host} is genuine and closed to its operator. No one you follow has said what its code does.',
    meaning: 'Genuine hardware. No one you follow has said what the code does.',
  },
  unbound: {
    headline: 'Attested, connection not checked',
    sentence: 'The service behind {host} runs known code in hardware closed to its operator. {reason}',
    meaning: 'Known code in genuine hardware. Whether your connection ends there was not checked.',
  },
  verified: {
    headline: 'Attested processing',
    sentence:
      'What you send to {host} goes to known code in isolated hardware. Its operator and hosting company cannot look in unless that code lets them.',
    meaning: 'Your connection ends in known code, in genuine hardware closed to the operator.',
  },
  checking: {
    headline: 'Checking…',
    sentence: '{reason}',
    meaning: 'A check is running.',
  },
  unavailable: {
    headline: 'Could not check',
    sentence: '{reason} This says nothing good or bad about the site.',
    meaning: 'Sealmark could not get something it needs for the check.',
  },
  none: {
    headline: 'No attestation here',
    sentence: '{host} offers no evidence of which code handles your data. Most sites don’t, so this is not a warning.',
    meaning: 'The site offers no evidence. Most sites don’t.',
  },
  off: {
    headline: 'Not checking this page',
    sentence: '{reason}',
    meaning: 'Sealmark is not looking at this page.',
  },
} as const satisfies Readonly<Record<Badge, BadgeWords>>;

/** `caution`, where nothing is weak but the connection was seen to end elsewhere and a second look did not settle it. */
export const MISMATCH_WORDS: BadgeWords = {
  headline: 'Connection ended at another key',
  sentence: '{reason} Don’t enter anything sensitive here.',
  meaning: BADGE_WORDS.caution.meaning,
};

/** `missing`, where the site was never pinned: its proof failed in this tab, and now it offers none. */
export const GONE_WORDS: BadgeWords = {
  headline: 'The failed evidence is gone',
  sentence: 'The evidence of {host} failed in this tab, and now the site offers none. Don’t enter anything sensitive here.',
  meaning: BADGE_WORDS.missing.meaning,
};
