/** The options page: its frame, and the sections that have few words. */
export const OPTIONS_WORDS = {
  documentTitle: 'Sealmark settings',
  title: 'Sealmark settings',
  contents: 'Sections',
} as const;

/** The headings of its sections. */
export const SECTION_TITLES = {
  code: 'Accepted code',
  rejected: 'Rejected code',
  lists: 'Auditors’ lists',
  sites: 'Remembered sites',
  permissions: 'Where Sealmark looks',
  vendors: 'Asking manufacturers',
  connection: 'Pages that encrypt what you enter',
  chains: 'Public registries',
  developer: 'For developers',
  'set-aside': 'Damaged records',
  about: 'About',
} as const;

/** What is recorded about sites. */
export const SITES_WORDS = {
  intro:
    'When a site that used to prove its code suddenly doesn’t, you may want to know. Choose here how loudly Sealmark tells you.',
  note: 'Sealmark remembers a site, on this computer only, once it has proved its code, and asks it again at every visit. After it has proved its code on three days, Sealmark warns you when it stops. Nothing is remembered from a window that keeps no history. Code you accepted stays when you erase a site.',
  empty: 'None yet. Sites appear here after they prove their code, or when you choose something for them in the popup’s details.',
  since: 'Since {since|day}',
  lastSeen: 'Last proved its code on {lastSeen|day}',
  sinceAndLastSeen: 'Since {since|day}, last proved its code on {lastSeen|day}',
  pin: 'If {origin} stops proving its code',
  erase: 'Erase',
  eraseQuestion: 'Erase {origin}?',
  eraseAll: 'Erase all sites',
  eraseAllQuestion: 'Erase what Sealmark remembers of every site?',
  eraseAllYes: 'Erase all',
} as const;

/** Sites known to attest without announcing it. */
export const DIRECTORY_WORDS = {
  title: 'Site directory',
  inUse:
    '{count|number} entries, of {issued|day}. They say which sites serve evidence without announcing it, so that Sealmark can ask those. Looking a site up tells no one.',
  withReleases: 'It comes with Sealmark’s releases. No one publishes newer ones yet, and no one is asked.',
  daily: 'Once a day Sealmark asks {host} for a newer one: the same request from everyone, whatever you visit.',
  stale: 'It has expired. Sealmark has not been able to get a newer one.',
  lapsed: 'It expired more than a week ago. It still says which sites to ask, but no longer where their code is published.',
  problem: 'No newer one was taken ({code}). Version {version|number} stays in use.',
  look: 'Look for a newer one now',
} as const;

/** Which sites may be checked without asking. */
export const PERMISSIONS_WORDS = {
  everywhere:
    'Sealmark looks at every https site on its own. It asks a site for evidence if the site announces some, has proved its code to you before, or is in the site directory. It asks any other site only if you say so.',
  onClick: 'Sealmark looks at a site only when you open its popup there and ask.',
  withdrawAll: 'Look only when I ask',
  grantAll: 'Check all sites',
  refused: 'Nothing changed. Sealmark still looks only when you ask.',
  oneByOne: 'Allowed one by one',
  withdraw: 'Withdraw',
  withdrawHost: 'Withdraw {host}',
  note: 'What Sealmark sees of the pages you visit stays on this computer. It keeps no history of sites that offer no evidence, and it sends nothing to us.',
} as const;

/** Whether manufacturers may be asked. */
export const VENDORS_WORDS = {
  intro:
    'To tell whether a processor is genuine and patched, Sealmark needs what its manufacturer says about it. A site can send that along. If it doesn’t, Sealmark can ask.',
  reveals:
    'The manufacturer then sees what every server sees: your network address, the time and your browser’s version. It gets no cookie and nothing about the site. Sealmark keeps answers for a day, and a chip’s certificate until it expires. Windows that keep no history ask each time.',
  ask: 'Ask the manufacturer when a site sends nothing along',
  oldest: 'Oldest evidence to accept if it was not made for your visit (hours)',
  noOneAsked: 'No one is asked',
  allowed: 'Allowed',
  allow: 'Allow',
  allowVendor: 'Allow asking {vendor}',
} as const;

/** Whether a page's own encryption may stand in for a connection that this browser does not show. */
export const CONNECTION_WORDS = {
  intro:
    'Some browsers do not show Sealmark where your connection ends. A page may be held to code that its evidence names, and an auditor you follow may say that this code encrypts whatever you enter to a key of the attested service.',
  limits:
    'Those who deliver the page can still see when and how much you send, choose the text around the code, and send you links. You rely on the auditor for what the code does with every field.',
  count: 'Count such a page as one whose connection ends in the attested code',
} as const;

/** Records that could not be read back. */
export const SET_ASIDE_WORDS = {
  none: 'None. Sealmark could read back everything it stored.',
  some: 'Sealmark could not read back these records and set them aside. They no longer have any effect.',
  record: '{why}, {at|moment}',
  copy: 'Copy',
  copyName: 'Copy the report',
} as const;

/** Which release this is. */
export const ABOUT_WORDS = {
  what: '{name} {version}. It checks on this computer whether the service behind a page proves, through its hardware, which code it runs and that your connection ends there. No server decides the result, ours or anyone else’s. A site that Sealmark asks for evidence can tell that you use it. So can the servers that it asks for more: those of manufacturers, of lists and of public registries.',
  rebuild: 'You can rebuild this package from its source: “npm run pack” makes the same bytes again and prints their SHA-256.',
} as const;
