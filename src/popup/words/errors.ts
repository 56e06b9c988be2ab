import type { CallError } from '../../background/api/calls.ts';
import { fill } from './fill.ts';

/** What a call to the background may fail with; other codes are shown as they are. */
const ERROR_WORDS: Readonly<Record<string, string>> = {
  'background.silent': 'Sealmark’s background did not answer. Try again.',
  'background.unreachable': 'Sealmark’s background could not be reached. Try again.',
  'call.misshapen': 'This could not be read: {detail}.',
  'accept.nothing-judged': 'There is nothing to accept: this page was not judged.',
  'accept.nothing-authentic': 'There is nothing to accept: the proof was not found genuine.',
  'accept.private-window': 'Nothing can be accepted from a window that keeps nothing.',
  'registry.name-taken': 'Another chain already has this id.',
  'registry.unknown': 'This chain is not known any more.',
};

/** A failed call in one sentence. */
export function errorSentence({ code, detail }: CallError): string {
  return fill(Object.hasOwn(ERROR_WORDS, code) ? (ERROR_WORDS[code] ?? '') : 'That did not work ({code}: {detail}).', {
    code,
    detail,
  });
}
