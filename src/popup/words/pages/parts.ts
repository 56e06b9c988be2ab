/** While an answer of the background is pending. */
export const ONE_MOMENT = 'One moment…';

/** Next to an answer that did not arrive. */
export const TRY_AGAIN = 'Try again';

/** Cancels a confirmation. */
export const KEEP = 'Keep';

/** A button that copies; `{what}` is what it copies, as a whole phrase. */
export const COPY_WORDS = {
  button: 'Copy',
  name: 'Copy {what}',
  done: 'Copied',
  failed: 'Could not copy. Select the text instead.',
  /** What screen readers announce in place of a long value. */
  digits: {
    one: '{count|number} hexadecimal digit: {first}',
    other: '{count|number} hexadecimal digits, beginning {first}, ending {last}',
  },
} as const;

/** A time, and its distance from now. */
export const TIME_AND_DISTANCE = '{time} ({distance})';

/** The list of aspects, for a screen reader. */
export const WHAT_WAS_CHECKED = 'What was checked';
