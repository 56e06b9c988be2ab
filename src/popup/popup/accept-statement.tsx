import type { JSX } from 'preact';
import type { Statement } from '../../verifier/audits/index.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { registersOf } from './can-accept.ts';
import { Failure } from '../shared/parts/failure.tsx';
import { useCall } from '../shared/use-call.ts';
import { fill } from '../words/fill.ts';
import { ACCEPT_WORDS } from '../words/pages/popup.ts';

/** Accepting the code on someone's statement, with one click: for this site, until the statement ends, recording whose it was. */
export function AcceptStatement({ view, statement }: { view: SiteView; statement: Statement }): JSX.Element {
  const { tabId, documentId } = view;
  const { busy, call, failure } = useCall();
  const accept = { tabId, documentId, registers: registersOf(view), everywhere: false, note: '', word: 'accepted' } as const;
  const { auditor, notAfter, digest } = statement;
  return (
    <>
      <button
        type="button"
        class="link"
        disabled={busy}
        onClick={() => void call('site.accept', { ...accept, statement: digest })}
      >
        {fill(ACCEPT_WORDS.onWord, { auditor: auditor.name, until: notAfter })}{' '}
      </button>
      <Failure of={failure} />
    </>
  );
}
