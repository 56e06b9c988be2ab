/** The introduction: its frame. */
export const ONBOARDING_WORDS = {
  documentTitle: 'Welcome to Sealmark',
  brand: 'Sealmark',
  step: '· step {step|number} of {last|number}',
  skip: 'Skip',
  back: 'Back',
  next: 'Next',
} as const;

/** Screen 1: what happens after the lock. */
export const MEANING_WORDS = {
  title: 'What happens to your data once it arrives?',
  lock: 'The lock in the address bar is about the way: your connection is encrypted. It says nothing about the other end, where the site’s operator and its hosting company can normally read everything.',
  mark: 'Some sites handle your data in an isolated part of a processor, closed even to themselves. The processor can prove which code runs there. Sealmark checks that evidence on your own computer and shows a mark:',
} as const;

/** Screen 2: what a mark does not say. */
export const LIMITS_WORDS = {
  title: 'What the mark does not tell you',
  inPage: 'A tick inside a page means nothing.',
  inPageWhy:
    'Any page can draw one. Only Sealmark’s own mark in the browser’s toolbar or address bar counts, and what you read when you click it.',
  mostSites: 'Most sites offer no evidence today. Then the mark stays grey, and that is not a warning.',
} as const;

/** Screen 3: the permission. */
export const PERMISSION_WORDS = {
  title: 'Where may Sealmark look?',
  everywhere: 'On all sites',
  everywhereMeans:
    'The mark appears on its own. Your browser will ask whether Sealmark may read the sites you visit. Sealmark needs that to see whether a site announces evidence, and over which connection the page came. It asks a site for evidence if the site announces some, has proved its code to you before, or is in Sealmark’s directory of such sites. A site that is asked can tell that you use Sealmark. Any other site is asked only if you say so.',
  grant: 'Check all sites',
  onClick: 'Only when I click',
  onClickMeans:
    'Sealmark sees a site only when you open its popup there and ask. You will not notice if a site that used to prove its code stops.',
  refused: 'The browser did not allow it. You can continue with “Only when I click” and change it later.',
  note: 'Either way, what Sealmark sees stays on this computer. You can change your mind in the settings.',
} as const;

/** The end: where to find the mark. */
export const READY_WORDS = {
  title: 'All set',
  everywhere: 'From now on, the mark shows what each site proves.',
  onClick: 'To check a site, open Sealmark from the toolbar and choose “Check this site”.',
  pin: 'If you don’t see the mark in the toolbar, open the browser’s list of extensions (the puzzle piece) and pin Sealmark. You can close this page now.',
} as const;
