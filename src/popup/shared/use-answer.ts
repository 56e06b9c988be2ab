import { useCallback, useEffect, useState } from 'preact/hooks';
import type { CallResult, PopupCalls } from '../../background/api/calls.ts';
import { call, watchChanges } from './browser.ts';

/** An answer of the background as a page holds it: null while it is pending. */
export type Held<T> = { readonly answer: CallResult<T> | null; readonly again: () => void };

/** The calls that only read and take no argument. */
type Reading = { [N in keyof PopupCalls]: PopupCalls[N]['ask'] extends null ? N : never }[keyof PopupCalls];

/** Asks the background when the page is drawn, whenever stored data changed, and when `again` is called. */
export function useAnswer<N extends Reading>(name: N): Held<PopupCalls[N]['answer']> {
  const [answer, setAnswer] = useState<CallResult<PopupCalls[N]['answer']> | null>(null);
  const again = useCallback(() => {
    void call(name, null).then(setAnswer);
  }, [name]);
  useEffect(() => {
    again();
    return watchChanges(again);
  }, [again]);
  return { answer, again };
}
