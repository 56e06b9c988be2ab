import type { CryptoPort, Instant } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryView } from '../api/registry-view.ts';
import { noAnswer } from './answer/view.ts';
import type { ProfileBook } from './profiles/book.ts';
import { deviceKeyOf, lookUpOf, type AnsweredQuestion, type LookUp, type RegistryQuestion } from './question.ts';

/**
 * The public chain. It corroborates: its answer may lower the badge, never raise it, whenever it arrives. Null while the user
 * asks no chain. A repeated question is answered from the earlier answer, without asking any node.
 */
export type RegistrySource = {
  ask(question: RegistryQuestion, seen: (view: RegistryView) => void, signal: AbortSignal): Promise<AnsweredQuestion | null>;
};

/**
 * How often a look-up that a stopped worker left unanswered is restarted. Each continues where the last one was; one that itself
 * crashes the worker must not do so for as long as the tab is open.
 */
export const MAX_RESUMES = 5;

/** No chain is asked. */
export const noRegistry: RegistrySource = { ask: () => Promise.resolve(null) };

/**
 * Looks things up on a chain: it has the chain client, the proofs and the sync state, and is started only when a chain is asked
 * (engine.ts). Never rejects for what nodes do, only when it cannot be started at all.
 */
export type RegistryEngine = {
  lookUp(profile: RegistryProfile, lookUp: LookUp, seen: (view: RegistryView) => void): Promise<RegistryView>;
};

/** The engine, the chains that the user chose, signatures and the clock. */
export type SourcePorts = {
  readonly engine: RegistryEngine;
  readonly profiles: Pick<ProfileBook, 'chosenFor'>;
  readonly crypto: CryptoPort;
  now(): Instant;
};

/** The public chain, as the app asks it about one site. */
export function registrySource(ports: SourcePorts): RegistrySource {
  return {
    async ask(question, seen, signal) {
      const holding = deviceKeyOf(question.result) === null ? 'enclaves' : 'devices';
      const profile = await ports.profiles.chosenFor(question.origin, holding);
      if (profile === null) return null;
      const lookUp = await lookUpOf(question, ports.crypto);
      if (lookUp === null || hasNoKey(lookUp, profile)) return null;
      const key = questionKey(profile, lookUp);
      if (question.answered?.question === key) return question.answered;
      if (question.resumed > MAX_RESUMES) return { question: key, view: failed(profile, lookUp, ports.now()) };
      seen({ at: 'asking', chain: { ...profile, explorer: null }, progress: null });
      const lookingUp = ports.engine.lookUp(profile, lookUp, seen).catch(() => failed(profile, lookUp, ports.now()));
      return { question: key, view: await unlessAborted(lookingUp, signal) };
    },
  };
}

/**
 * Which chain was asked which question. Neither contains a nonce, so fresh evidence of the same code and keys raises the same
 * question.
 */
const questionKey = ({ id }: RegistryProfile, lookUp: LookUp): string => JSON.stringify([id, lookUp]);

/** The site names no account, and the chain's profile trusts no registrar: there is no key to look under. */
function hasNoKey(lookUp: LookUp, { registrars }: RegistryProfile): boolean {
  return lookUp.what === 'enclave' && lookUp.accounts.length === 0 && registrars.length === 0;
}

/** The same, or the signal's reason as soon as nobody waits any more: a running look-up continues, and what it proves is kept. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      // The aborter chooses the reason; callers rethrow it.
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

/** The row when the client itself could not be started, or there is no key to look under. */
export function failed(profile: RegistryProfile, lookUp: LookUp, now: Instant): RegistryView {
  const key = lookUp.what === 'enclave' ? (lookUp.accounts[0] ?? lookUp.registered.reportData) : lookUp.key;
  const asked = { what: lookUp.what === 'enclave' ? 'enclave' : 'device-key', key } as const;
  return noAnswer(profile, asked, { because: 'client-failed' }, now);
}
