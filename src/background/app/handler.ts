import type { PopupCalls } from '../api/calls.ts';
import { fieldsOf, type Fields } from '../state/shape.ts';

/** A call that cannot be carried out; the popup has a sentence for its code. */
export class CallRejected extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.name = 'CallRejected';
    this.code = code;
  }
}

/** One call: how its argument is read, and what it does. */
export type Handler<N extends keyof PopupCalls> = {
  /** @throws InvalidRecord */
  read(ask: unknown): PopupCalls[N]['ask'];
  run(ask: PopupCalls[N]['ask']): Promise<PopupCalls[N]['answer']>;
};

/** A handler for every call of our pages: one that is missing does not compile. */
export type Handlers = { readonly [N in keyof PopupCalls]: Handler<N> };

/** For calls without an argument. */
export const nothing = (): null => null;
/** For calls whose argument is an object. */
export const fields =
  <T>(read: (ask: Fields) => T) =>
  (ask: unknown): T =>
    read(fieldsOf(ask, 'ask'));
