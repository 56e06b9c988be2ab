/** While an answer of the background is on its way. */
export const ONE_MOMENT = 'One moment…';

/** Beside an answer that did not come. */
export const TRY_AGAIN = 'Try again';

/** Takes back a question that was asked once more. */
export const KEEP = 'Keep';

/** A button that copies; `{what}` is what it copies, as a whole phrase. */
export const COPY_WORDS = {
  button: 'Copy',
  name: 'Copy {what}',
  done: 'Copied',
  failed: 'Could not copy. Select the text instead.',
  /** What a screen reader says in place of a long value. */
  digits: {
    one: '{count|number} hexadecimal digit: {first}',
    other: '{count|number} hexadecimal digits, beginning {first}, ending {last}',
  },
} as const;

/** A time, and how far it is from now. */
export const TIME_AND_DISTANCE = '{time} ({distance})';

/** The list of aspects, for a screen reader. */
export const WHAT_WAS_CHECKED = 'What was checked';
