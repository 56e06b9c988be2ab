/** A page that is locked to the code that its evidence names. */
export const LOCKED_WORDS = {
  /** Follows what is proven about the code, where the connection was not seen. */
  connection: 'Whether your connection ends there was not checked.',
  /** Precedes what is not confirmed about the code, where the connection was seen. */
  endsThere: 'Your connection ends there.',
  title: 'The code of this page',
  held: 'Sealmark holds this page to the code that its evidence names.',
  /** Where nothing confirms that the page is held, whatever the reason. */
  set: 'Sealmark has set a rule for this site’s pages: they may run only code that the site’s evidence named. If this page does not work, that may be why.',
  free: 'This page runs as the server sends it.',
  letGo: 'Let this page run as the server sends it',
  hold: 'Hold this page to that code again',
} as const;

/** What a lock does not cover, next to what no attestation covers. */
export const LOCK_NOT_TOLD = [
  'The rule on this page’s code does not cover links you click, the browser’s own dialogs, and other extensions.',
  'Text and pictures on this page may come from anyone who delivers it. Only its code is named.',
] as const;
