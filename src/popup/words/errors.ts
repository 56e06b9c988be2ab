import type { CallError } from '../../background/api/calls.ts';
import { fill } from './fill.ts';

/** What a call to the background may fail with; other codes are shown as they are. */
const ERROR_WORDS: Readonly<Record<string, string>> = {
  'background.silent': 'Sealmark did not answer. Try again.',
  'background.unreachable': 'Sealmark could not be reached. Try again.',
  'call.malformed': 'Sealmark cannot read this: {detail}.',
  'accept.nothing-appraised': 'There is nothing to accept: Sealmark has not checked this page.',
  'accept.nothing-authentic': 'There is nothing to accept: the evidence was not found genuine.',
  'accept.another-page': 'Nothing was accepted: the tab shows another page by now.',
  'accept.other-code': 'Nothing was accepted: the page runs other code by now. Look at it again.',
  'accept.no-statement': 'Nothing was accepted: the statement no longer counts. Look at it again.',
  'accept.private-window': 'You cannot accept code from a window that keeps no history.',
  'registry.name-taken': 'Another chain already uses this id.',
  'registry.unknown': 'Sealmark no longer knows this chain.',
};

/** A failed call in one sentence. */
export function errorSentence({ code, detail }: CallError): string {
  return fill(Object.hasOwn(ERROR_WORDS, code) ? (ERROR_WORDS[code] ?? '') : 'That did not work ({code}: {detail}).', {
    code,
    detail,
  });
}
