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
    meaning: 'A test setup. It shows how the check works and proves nothing.',
  },
  failed: {
    headline: 'Attestation failed',
    sentence: '{reason} Don’t rely on this site for anything sensitive.',
    meaning: 'The site showed a proof that does not hold.',
  },
  missing: {
    headline: 'This site used to be attested',
    sentence:
      'Since {since|day} {host} proved which code it runs. Today it did not: it may be an outage, a move, or somebody in between.',
    meaning: 'A site that always proved its code did not do so today.',
  },
  caution: {
    headline: 'Attested, with a warning',
    sentence: '{reason}',
    meaning: 'The proof holds, but something about it is known to be weak.',
  },
  changed: {
    headline: 'The code changed since {lastSeen|day}',
    sentence:
      'Genuine hardware proves that {host} runs another version of its code than at your last visit. Nobody you follow has said what this version does.',
    meaning: 'Other code than at your last visit, and nobody you follow has looked at it.',
  },
  unaudited: {
    headline: 'Genuine hardware, unknown code',
    sentence:
      'Genuine hardware proves the fingerprint of the code behind {host} and keeps the operator out of it. What that code does, nobody you follow has said.',
    meaning: 'The hardware is genuine; what the code does is known to nobody you follow.',
  },
  unbound: {
    headline: 'Attested, but your connection was not checked',
    sentence: 'Behind {host} runs known code that even its operator cannot look into. {reason}',
    meaning: 'Known code in genuine hardware; whether your own connection ends there was not checked.',
  },
  verified: {
    headline: 'Attested processing',
    sentence:
      'What you send to {host} is handled by known code in closed-off hardware, where not even its operator or hosting company can look, unless that code lets them.',
    meaning: 'Your connection ends in known code, in genuine hardware that keeps even the operator out.',
  },
  checking: {
    headline: 'Checking…',
    sentence: '{reason}',
    meaning: 'The check is running.',
  },
  unavailable: {
    headline: 'Could not check',
    sentence: '{reason} This says nothing good or bad about the site.',
    meaning: 'Something needed for the check could not be reached.',
  },
  none: {
    headline: 'No attestation here',
    sentence: '{host} offers no proof of which code handles your data. Most sites don’t; that is no warning.',
    meaning: 'The site offers no proof. Most don’t.',
  },
  off: {
    headline: 'Not checking this page',
    sentence: '{reason}',
    meaning: 'Sealmark is not looking at this page.',
  },
} as const satisfies Readonly<Record<Badge, BadgeWords>>;

/** `missing`, where the site was never pinned: its proof failed in this tab, and now it offers none. */
export const GONE_WORDS: BadgeWords = {
  headline: 'The failed proof has disappeared',
  sentence:
    'The proof of {host} failed in this tab, and now the site offers none at all. Don’t rely on this site for anything sensitive.',
  meaning: BADGE_WORDS.missing.meaning,
};
