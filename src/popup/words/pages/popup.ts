/** The popup itself: the frame around the mark's own words (`badges.ts`). */
export const POPUP_WORDS = {
  documentTitle: 'Sealmark: {headline}',
  thisPage: 'this page',
  alarm: 'What to do now',
  marks: 'What the marks mean',
  settings: 'Settings',
  details: 'Details',
  notTold: 'What this does not tell you',
} as const;

/** Labels for the one action that the popup offers. */
export const ACTION_WORDS = {
  check: 'Check this site',
  again: 'Try again',
  reload: 'Reload the page',
  accept: 'Accept this code…',
} as const;

/** Accepting the code that runs here. */
export const ACCEPT_WORDS = {
  intro:
    'Accept this code if you know what it does: you built it, compared its fingerprint with a published one, or rely on someone who did. If the code changes, you will have to accept it again.',
  where: 'Where does it count?',
  here: 'Only on {host}',
  everywhere: 'On every site',
  note: 'Note to yourself (optional)',
  noteExample: 'Where you compared the fingerprint',
  submit: 'Accept this code',
  /** One click: for this site, until the statement ends. */
  onWord: 'Accept it here on the word of {auditor}, until {until|day}',
} as const;

/** Rejecting the code that runs here. */
export const REJECT_WORDS = {
  open: 'Reject this code…',
  intro: 'A rejection counts on every site and beats everyone’s word. It ends when you take it back in the settings.',
  note: 'Why you reject it (optional)',
  submit: 'Reject this code',
} as const;
