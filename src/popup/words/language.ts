/**
 * The one language that these words are written in, for everything that `Intl` forms: dates, numbers, lists, plurals. In the
 * reader's own English where that is their language. README.md says how a second language comes.
 */
export const LANGUAGE = typeof navigator !== 'undefined' && navigator.language.startsWith('en') ? navigator.language : 'en-GB';
