import type { CallError } from '../../background/api/calls.ts';
import { fill } from './fill.ts';

/** The codes with which a call to the background may fail; other codes are shown unchanged. */
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
  'list.not-a-key': 'This is not the key of an auditor.',
  'list.not-an-address': 'A list must have an https address.',
  'list.not-allowed': 'The browser does not let Sealmark ask {detail} yet.',
  'list.look-again': 'The list is another by now. Look at it again.',
  'list.already-followed': 'You follow a list of this name already, under the key that it has there.',
  'list.too-many-followed': 'You follow as many lists as Sealmark can keep. Stop following another one first.',
  'list.unknown': 'You do not follow this list any more.',
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
