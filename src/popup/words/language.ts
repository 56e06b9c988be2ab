/**
 * The language of these words, for everything that `Intl` formats: dates, numbers, lists, plurals. The reader's own variant of
 * English, if that is their language. README.md says how to add a second language.
 */
export const LANGUAGE = typeof navigator !== 'undefined' && navigator.language.startsWith('en') ? navigator.language : 'en-GB';
