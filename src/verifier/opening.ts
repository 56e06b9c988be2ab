import type { Need } from './endorsement.ts';
import type { Evidence } from './evidence.ts';
import { Malformed, Unsupported } from './malformed.ts';
import type { Opened } from './tee.ts';
import type { AnyTee } from './tees.ts';

/** Evidence that was recognised and read, or the reason why it was not. */
export type Opening =
  | {
      readonly at: 'opened';
      readonly evidence: Evidence;
      readonly tee: AnyTee;
      readonly opened: Opened<string, Need, unknown>;
    }
  | {
      readonly at: 'malformed';
      readonly evidence: Evidence;
      readonly field: string;
      readonly why: string;
      readonly offset: number;
      /** Why a release that does not read it may be to blame; undefined for what no release should read. */
      readonly because?: 'newer';
    };

/**
 * Step 1, well-formed: which of these TEEs is it, and does it read? The one place that catches `Malformed`. Whoever expects
 * evidence of one TEE names that one, and loads the verifier of no other.
 */
export function openAmong(tees: readonly AnyTee[], evidence: Evidence): Opening {
  const tee = tees.find((one) => one.accepts.includes(evidence.type) && one.recognises(evidence));
  if (tee === undefined)
    return { at: 'malformed', evidence, field: 'evidence', why: `no TEE recognises this ${evidence.type}`, offset: -1 };
  try {
    return { at: 'opened', evidence, tee, opened: tee.open(evidence) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { field, why, offset } = error;
    return { at: 'malformed', evidence, field, why, offset, ...(error instanceof Unsupported ? { because: 'newer' } : {}) };
  }
}
