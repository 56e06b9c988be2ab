import type { AttestationResult, Binding, Evidence } from '../../verifier/index.ts';
import type { RegistryView } from '../api/registry-view.ts';

/** What may be asked of the public chain: keys and evidence that were verified, never an address. */
export type RegistryQuestion = {
  readonly result: AttestationResult;
  readonly binding: Binding | null;
  /** The quote under which the site says it stands there; as hostile as everything it sends. */
  readonly registered: Evidence | null;
};

/**
 * The public chain. It corroborates: its answer may lower the badge, never raise it, and comes whenever it comes.
 * Answers null while the user asks no chain.
 */
export type RegistrySource = {
  ask(question: RegistryQuestion, seen: (view: RegistryView) => void, signal: AbortSignal): Promise<RegistryView | null>;
};

/** No chain is asked. */
export const noRegistry: RegistrySource = { ask: () => Promise.resolve(null) };
