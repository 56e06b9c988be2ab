import type { CallResult } from '../api/calls.ts';
import type { Sender } from '../browser/messages.ts';
import { MAX_POLICY_CHARACTERS } from '../lock/guard-report.ts';
import { fieldsOf, InvalidRecord } from '../state/shape.ts';
import type { TabVisits } from './tabs.ts';
import { CallRejected, type Handlers } from './handler.ts';

type Run = (ask: unknown) => Promise<unknown>;

/**
 * Passes a message to its handler: first who sent it, then whether that sender may make this call, then its shape, then the call;
 * `done` is told of every completed call of our pages. A page's content scripts have one call each: a hint's content is never
 * believed, and a guard may speak only for its own document. @returns null for messages that are not calls
 */
export function router(
  handlers: Handlers,
  tabs: TabVisits,
  done: (call: string) => void,
): (message: unknown, sender: Sender) => Promise<CallResult<unknown>> | null {
  const pageCalls = new Map<string, Run>(Object.entries(handlers).map(([name, handler]) => [name, runner(handler)] as const));
  return (message, sender) => {
    const call = callOf(message);
    if (call === null) return null;
    if (sender.kind === 'page') {
      const run = pageCalls.get(call.name);
      return run === undefined
        ? reject('call.unknown', call.name)
        : answered(async () => {
            const value = await run(call.ask);
            done(call.name);
            return value;
          });
    }
    if (sender.kind === 'content' && call.name === 'guard.report')
      return answered(async () => {
        const policy = fieldsOf(call.ask, 'ask').nullOr('policy', (name) =>
          fieldsOf(call.ask, 'ask').string(name, MAX_POLICY_CHARACTERS),
        );
        await tabs.guarded(sender, policy);
        return null;
      });
    if (sender.kind === 'content' && sender.frameId === 0 && call.name === 'hint.link') {
      const { tabId, url, documentId } = sender;
      return answered(async () => {
        const ask = fieldsOf(call.ask, 'ask');
        ask.oneOf('rel', ['attestation']);
        await tabs.hinted(tabId, url, documentId, ask.string('href', 2048));
        return null;
      });
    }
    return reject('call.not-yours', call.name);
  };
}

function callOf(message: unknown): { readonly name: string; readonly ask: unknown } | null {
  if (typeof message !== 'object' || message === null || !('call' in message) || typeof message.call !== 'string') return null;
  return { name: message.call.slice(0, 64), ask: 'ask' in message ? message.ask : null };
}

/** The handler's own types are checked where it is defined; here every call is `unknown` in and out. */
function runner(handler: { read(ask: unknown): unknown; run(ask: never): Promise<unknown> }): Run {
  // `run` takes what `read` returns: Handlers ties the two by the call's name.
  return (ask) => handler.run(handler.read(ask) as never);
}

function reject(code: string, detail: string): Promise<CallResult<unknown>> {
  return Promise.resolve({ ok: false, error: { code, detail } });
}

async function answered(run: () => Promise<unknown>): Promise<CallResult<unknown>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof CallRejected) return { ok: false, error: { code: error.code, detail: error.message } };
    if (error instanceof InvalidRecord) return { ok: false, error: { code: 'call.malformed', detail: error.message } };
    return { ok: false, error: { code: 'internal', detail: error instanceof Error ? error.name : 'unknown' } };
  }
}
