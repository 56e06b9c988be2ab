import { lacksOnlyLock } from '../../background/api/badge-of.ts';
import type { Aspect, AttestationResult, Finding, Outcome, Tier } from '../../verifier/index.ts';
import { fill } from './fill.ts';

/** The four tiers in one word each; the icon next to the word has a distinct shape. */
export const TIER_WORDS = {
  affirming: 'Confirmed',
  warning: 'Warning',
  none: 'Unknown',
  contraindicated: 'Failed',
} as const satisfies Readonly<Record<Tier, string>>;

/** The outcomes of a check, as a label next to it. */
const OUTCOME_WORDS = {
  pass: 'Yes',
  warn: 'With a warning',
  fail: 'No',
  unknown: 'Not checked',
  'not-applicable': 'Does not apply',
} as const satisfies Readonly<Record<Outcome, string>>;

/** In place of *Yes* and *Confirmed* for a connection that was not seen and counts only because the user chose that. */
const COUNTED = 'Not seen, counted by your setting';

const isCounted = ({ check, facts }: Finding): boolean =>
  check === 'channel.tls-key' && facts?.['because'] === 'encrypted-by-code';

/** The answer to a check's question, as a label next to it. */
export const answerWord = (finding: Finding): string => (isCounted(finding) ? COUNTED : OUTCOME_WORDS[finding.outcome]);

/** The word for the tier of the connection, if it is another than the tier's own. */
export const channelWord = (findings: readonly Finding[]): string | undefined => (findings.some(isCounted) ? COUNTED : undefined);

type AspectWords = { readonly name: string; readonly says: Readonly<Record<Tier, string>> };

/** The five aspects: their name, and what each tier of them means. */
export const ASPECT_WORDS = {
  hardware: {
    name: 'Hardware',
    says: {
      affirming: 'Genuine and up to date',
      warning: 'Genuine, with a reservation',
      none: 'Not checked',
      contraindicated: 'A hardware check failed',
    },
  },
  configuration: {
    name: 'Configuration',
    says: {
      affirming: 'Closed to the operator',
      warning: 'Closed, with a setting to know about',
      none: 'Not checked',
      contraindicated: 'Not closed to the operator',
    },
  },
  executables: {
    name: 'Code',
    says: {
      affirming: 'Known to someone you follow',
      warning: 'Known, with a reservation',
      none: 'No one you follow vouches for it',
      contraindicated: 'Not the expected code',
    },
  },
  freshness: {
    name: 'Freshness',
    says: {
      affirming: 'Answered just now, for your visit',
      warning: 'Recent, but not for your visit',
      none: 'Age unknown',
      contraindicated: 'Out of date, or a recording',
    },
  },
  channel: {
    name: 'Your connection',
    says: {
      affirming: 'Ends in the attested code',
      warning: 'Attested code signed this page',
      none: 'Where it ends was not checked',
      contraindicated: 'Ends somewhere else',
    },
  },
} as const satisfies Readonly<Record<Aspect, AspectWords>>;

/** The text about the connection if its tier alone would say something else, by the reason in `channel.tls-key`. */
const CHANNEL_SAYS: ReadonlyMap<unknown, string> = new Map([
  ['mismatch-unconfirmed', 'Ended at another key, unsettled'],
  ['ends-in-gateway', 'Ends in an attested gateway'],
  ['signed-headers', 'Attested code signed this page’s headers'],
  ['encrypted-by-code', 'Not seen, but attested code encrypts your input'],
]);

/** The same where the connection ends in it, and only the code that can run on the page is unconfirmed. */
const CODE_UNCONFIRMED = 'Ends in attested code; code of this page not confirmed';

/** The same in a few words; undefined if the tier says it. */
export function channelSays(findings: readonly Finding[]): string | undefined {
  if (lacksOnlyLock({ findings })) return CODE_UNCONFIRMED;
  return CHANNEL_SAYS.get(findings.find(({ check }) => check === 'channel.tls-key')?.facts?.['because']);
}

/** The text about the configuration, if the evidence's format cannot say whether debugging is off; undefined if the tier says it. */
export function configurationSays(findings: readonly Finding[]): string | undefined {
  const because = findings.find(({ check }) => check === 'evidence.debug')?.facts?.['because'];
  return because === 'no-attribute' ? 'Closed, as far as evidence can show' : undefined;
}

/** Above the aspects of a test result. */
export const SIMULATED_ASPECTS = 'What this would say if the hardware were real:';
/** The same for a result as of another time. */
export const OTHER_TIME_ASPECTS = 'What this said at the time you chose:';

/** Freshness of evidence that was not made for this request: only its dates can be checked. */
export const DATES_ONLY: Readonly<Record<Tier, string>> = {
  affirming: 'Everything it relies on is current',
  warning: 'Something it relies on is not current, or was not checked',
  none: 'Not checked',
  contraindicated: 'Something it relies on is out of date',
};

/** The row beside the five aspects. */
export const REGISTRY_NAME = 'Public registry';

type Voucher = AttestationResult['vouchedBy'][number];

const VOUCHED: Readonly<Record<string, string>> = {
  user: 'Accepted by you on {since|day}',
  rebuilt: 'Built by you from its source on {since|day}',
  auditor: 'Vouched for by {name}, {since|day}',
  operator: 'Claimed by its operator, {name}',
};

/** Who stands behind the code. */
export function vouchedSentence({ kind, name, since }: Voucher): string {
  return fill(Object.hasOwn(VOUCHED, kind) ? (VOUCHED[kind] ?? '') : 'Named by {name}', { name, since });
}
