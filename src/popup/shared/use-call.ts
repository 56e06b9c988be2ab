import { useCallback, useState } from 'preact/hooks';
import type { CallError, CallResult, PopupCalls } from '../../background/api/calls.ts';
import { call } from './browser.ts';

/** Why something failed: the background's answer, or a sentence where nothing was asked of it. */
export type Failed = CallError | string;

/** What a part of a page asks of the background on the user's behalf. */
export type Caller = {
  /** True while an answer is pending. */
  readonly busy: boolean;
  /** Why the last call failed; null when it did not, and as soon as the next one starts. */
  readonly failure: Failed | null;
  /** Asks the background. Never rejects; a failure is kept for `<Failure>` and is also in the result. */
  readonly call: <N extends keyof PopupCalls>(name: N, ask: PopupCalls[N]['ask']) => Promise<CallResult<PopupCalls[N]['answer']>>;
  /** Sets a sentence that says why nothing is asked; null clears it. */
  readonly refuse: (why: string | null) => void;
};

/**
 * The only way in which a page calls the background for a click; pair it with `<Failure>`. For continuous reading: `useAnswer`.
 */
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
