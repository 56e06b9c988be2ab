import type { ListedSubscription } from '../../../background/api/lists.ts';
import type { StatementTee } from '../../../verifier/audits/index.ts';
import { fill, plural } from '../fill.ts';

/** The lists that the user follows. */
export const LISTS_WORDS = {
  intro:
    'An auditor’s list names code that the auditor reviewed or rejects. You choose whose lists count. Sealmark asks for each at fixed times, with the same request for everyone, so no one who serves a list learns which sites you visit.',
  empty: 'You follow no list yet. Code counts as known only if you accept it yourself.',
  counts: '{statements}, {denials} and {revocations}',
  statements: { one: '{count|number} statement', other: '{count|number} statements' },
  denials: { one: '{count|number} rejection', other: '{count|number} rejections' },
  revocations: { one: '{count|number} withdrawal', other: '{count|number} withdrawals' },
  version: 'Version {version|number}, issued on {issued|day}, asked for on {checkedAt|moment}',
  key: 'Fingerprint of the list’s key',
  refresh: 'Update now',
  unfollow: 'Stop following',
  unfollowQuestion: 'Stop following {title}? Code that it vouched for becomes unknown.',
  problem: 'Sealmark could not update this list ({code}). It still uses version {version|number}.',
  offered: 'Lists that come with this build',
  /** A release has none: nobody signs one that it could offer. */
  noneOffered:
    'This release comes with no list, because no auditor publishes one yet. To follow a list, you need the link that its auditor publishes.',
  look: 'Look at {title}…',
  add: 'Follow another list',
  link: 'The link that the auditor publishes',
  linkExample: 'https://auditor.example/subscribe#tee-audit-list=…&key=…',
  open: 'Look at this list…',
  notALink: 'This is not a link to a list: it names no https address with a key.',
  export: 'Export as JSON',
  import: 'Look at the lists in a file…',
  importNone: 'You already follow every list in this file.',
  imported: 'Look at each list, then follow it by itself:',
} as const;

/** Publishers' own lists of their releases. */
export const PUBLISHER_LISTS_WORDS = {
  title: 'Publishers’ own lists',
  intro:
    'A publisher can sign a list of the code that it released. That is its own word: it makes nothing green. A list that you turn on is asked for once a day, whatever sites you visit; its server learns that you use this list.',
  on: 'Ask for the list of {publisher} once a day',
  host: 'It comes from {host}.',
  releases: {
    one: '{count|number} release, asked for on {checkedAt|moment}',
    other: '{count|number} releases, asked for on {checkedAt|moment}',
  },
  nothing: 'No list has been received yet.',
  problem: 'Sealmark could not update this list ({code}).',
} as const;

/** The status of a followed list. */
export const LIST_STATUS = {
  current: 'Current until {expires|day}.',
  stale: 'This list ran out on {expires|day}. Its reviews count for a few more days. After that, only its rejections do.',
  lapsed: 'This list ran out on {expires|day}. Its reviews no longer count. Its rejections still do.',
  unreadable: 'Sealmark lost the text of this list. Its reviews do not count until it is updated. Its rejections still do.',
} as const satisfies Readonly<Record<ListedSubscription['status'], string>>;

/** The page that shows a list before anyone follows it. */
export const SUBSCRIBE_WORDS = {
  documentTitle: 'Follow a list',
  nothing:
    'This page shows an auditor’s list before you follow it. Open it from the settings, or with a link that an auditor publishes.',
  title: 'Follow “{title}”?',
  influence:
    'If you follow this list, Sealmark counts code that it vouches for as known, and shows a warning or a failure for code that it rejects. It changes nothing else.',
  compare:
    'Compare this fingerprint with the one that the auditor publishes elsewhere. Anyone who has this key can make code known to you.',
  threshold: { one: '{count|number} key must sign', other: '{count|number} keys must sign' },
  signers: 'Signatures',
  from: 'Comes from',
  homepage: 'Its home page',
  contact: 'Contact',
  version: 'Version',
  issued: 'Issued',
  expires: 'Runs out',
  about: 'About',
  contents: 'Holds',
  demonstration: 'Demonstration: this list exists in the test build only. It is about simulated sites, and its key is published.',
  follow: 'Follow this list',
  followed: 'You follow this list already.',
  done: 'You follow this list now. You can stop in the settings.',
  settings: 'Settings',
  allow: 'Allow asking {host}',
  notAllowed: 'Sealmark may ask {host} only after you allow it.',
} as const;

/** Kinds of hardware, as statements name them. */
export const STATEMENT_TEE_NAMES = {
  sgx: 'Intel SGX',
  tdx: 'Intel TDX',
  snp: 'AMD SEV-SNP',
  nitro: 'AWS Nitro',
  keystone: 'Keystone',
  sanctum: 'Sanctum',
} as const satisfies Readonly<Record<StatementTee, string>>;

type Counted = Pick<ListedSubscription, 'statements' | 'denials' | 'revocations'>;

/** How much a list says, in one phrase. */
export function countsOf({ statements, denials, revocations }: Counted): string {
  return fill(LISTS_WORDS.counts, {
    statements: plural(LISTS_WORDS.statements, statements),
    denials: plural(LISTS_WORDS.denials, denials),
    revocations: plural(LISTS_WORDS.revocations, revocations),
  });
}
