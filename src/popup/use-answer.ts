import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Answer, PopupCalls } from '../background/api/calls.ts';
import { call } from './browser.ts';

/** An answer of the background as a page holds it: null while it is on its way. */
export type Held<T> = { readonly answer: Answer<T> | null; readonly again: () => void };

/** Asks the background when the page is drawn, and once more whenever `again` is called. `name` must not change. */
export function useAnswer<N extends keyof PopupCalls>(name: N, ask: PopupCalls[N]['ask']): Held<PopupCalls[N]['answer']> {
  const [answer, setAnswer] = useState<Answer<PopupCalls[N]['answer']> | null>(null);
  const again = useCallback(() => {
    void call(name, ask).then(setAnswer);
    // Every question asked this way has a constant `ask`.
  }, [name]);
  useEffect(again, [again]);
  return { answer, again };
}
