import { useCallback, useState } from 'preact/hooks';
import type { CallError, CallResult, PopupCalls } from '../../background/api/calls.ts';
import { call } from './browser.ts';

/** Why something was not done: what the background answered, or a sentence where nothing was asked of it. */
export type Failed = CallError | string;

/** What a part of a page asks of the background on the user's behalf. */
export type Caller = {
  /** True while an answer is on its way. */
  readonly busy: boolean;
  /** Why the last call failed; null when it did not, and from the moment of the next one. */
  readonly failure: Failed | null;
  /** Asks the background. Never rejects; a failure is kept for `<Failure>` and is in the result as well. */
  readonly call: <N extends keyof PopupCalls>(name: N, ask: PopupCalls[N]['ask']) => Promise<CallResult<PopupCalls[N]['answer']>>;
  /** Says in a sentence why nothing is asked; null takes it back. */
  readonly refuse: (why: string | null) => void;
};

/** The one way in which a page calls the background for a click: pair it with `<Failure>`. To read and keep reading: `useAnswer`. */
export function useCall(): Caller {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failed | null>(null);
  const asking = useCallback<Caller['call']>(async (name, ask) => {
    setBusy(true);
    setFailure(null);
    const result = await call(name, ask);
    setBusy(false);
    if (!result.ok) setFailure(result.error);
    return result;
  }, []);
  return { busy, failure, call: asking, refuse: setFailure };
}
