/**
 * Characters that make a terminal do more than show them: controls but for the end of a line and a tab, and marks that reverse the
 * direction of a line or hide in it. JSON holds such characters only inside strings, where this is their own notation.
 */
const ACTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A text, parts of which strangers chose, as a terminal may show it: such characters stand in JSON's notation. */
export const printable = (text: string): string =>
  text.replace(ACTIVE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Prints a text for people or programs, so that whoever chose parts of it controls nothing but them. */
export function printLine(text: string): void {
  console.log(printable(text));
}

/** Prints why a command failed. */
export function printError(error: unknown): void {
  console.error(printable(error instanceof Error ? error.message : String(error)));
}
