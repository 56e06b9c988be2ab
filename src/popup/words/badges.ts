import type { Badge } from '../../background/api/badge.ts';

/** What the popup says in one state of the mark. */
export type BadgeWords = {
  readonly headline: string;
  /** May hold `{host}`, `{reason}` (a whole sentence), `{since|day}`, `{lastSeen|day}`. */
  readonly sentence: string;
};

/** The words of every state of the mark. Each that is not `verified` names what is not proven. */
export const BADGE_WORDS = {
  simulated: {
    headline: 'Test result: nothing is proven',
    sentence: '{reason}',
  },
  failed: {
    headline: 'Attestation failed',
    sentence: '{reason} Don’t enter anything sensitive here.',
  },
  missing: {
    headline: 'This site used to be attested',
    sentence:
      'Sealmark has expected {host} to prove its code since {since|day}. This time it did not: an outage, a move, or someone in between.',
  },
  caution: {
    headline: 'Attested, with a warning',
    sentence: '{reason}',
  },
  changed: {
    headline: 'Code changed since {lastSeen|day}',
    sentence:
      'The hardware is genuine, but the code is not the code of your last visit to {host}. No one you follow has said what this version does.',
  },
  unaudited: {
    headline: 'Genuine hardware, unknown code',
    sentence: 'The hardware behind {host} is genuine and closed to its operator. No one you follow has said what its code does.',
  },
  unbound: {
    headline: 'Attested, connection not checked',
    sentence: 'The service behind {host} runs known code in hardware closed to its operator. {reason}',
  },
  verified: {
    headline: 'Attested processing',
    sentence:
      'What you send to {host} goes to known code in isolated hardware. Its operator and hosting company cannot look in unless that code lets them.',
  },
  checking: {
    headline: 'Checking…',
    sentence: '{reason}',
  },
  unavailable: {
    headline: 'Could not check',
    sentence: '{reason} This says nothing good or bad about the site.',
  },
  none: {
    headline: 'No attestation here',
    sentence: '{host} offers no evidence of which code handles your data. Most sites don’t, so this is not a warning.',
  },
  off: {
    headline: 'Not checking this page',
    sentence: '{reason}',
  },
} as const satisfies Readonly<Record<Badge, BadgeWords>>;

/** The headline of `unbound`, where the connection was seen to end at an attested key and only the page's code is unconfirmed. */
export const UNCONFIRMED_CODE_HEADLINE = 'Attested, code of this page not confirmed';

/** `caution`, where nothing is weak but the connection was seen to end elsewhere and a second look did not settle it. */
export const MISMATCH_WORDS: BadgeWords = {
  headline: 'Connection ended at another key',
  sentence: '{reason} Don’t enter anything sensitive here.',
};

/** `unavailable`, where the hardware is genuine but nothing says that it is this site's. */
export const OF_ANY_SITE_WORDS: BadgeWords = {
  headline: BADGE_WORDS.unavailable.headline,
  sentence: 'The site answered with the evidence of genuine hardware. {reason} This says nothing good or bad about the site.',
};

/** Where the hardware is that of an attested gateway: of the service behind it nothing was checked. */
export const GATEWAY_WORDS: Readonly<Partial<Record<Badge, BadgeWords>>> = {
  unaudited: {
    headline: 'Genuine gateway, unknown code',
    sentence:
      'The hardware of the gateway in front of {host} is genuine and closed to its operator. No one you follow has said what its code does.',
  },
  unbound: {
    headline: 'Attested gateway',
    sentence: 'The gateway in front of {host} runs known code in hardware closed to its operator. {reason}',
  },
};

/** The sentences of marks whose hardware lets whoever is at the machine read its memory: nothing says that it is closed to them. */
export const OPEN_MEMORY_SENTENCES: Readonly<Partial<Record<Badge, string>>> = {
  unaudited:
    'The hardware behind {host} is genuine, but open to someone at the machine. No one you follow has said what its code does.',
  unbound: 'The service behind {host} runs known code in hardware open to someone at the machine. {reason}',
  verified: 'What you send to {host} goes to known code in isolated hardware. Someone at the machine can look in.',
};

/** `missing`, for a site that was never pinned: its proof failed in this tab, and now it offers none. */
export const GONE_WORDS: BadgeWords = {
  headline: 'The failed evidence is gone',
  sentence: 'The evidence of {host} failed in this tab, and now the site offers none. Don’t enter anything sensitive here.',
};
