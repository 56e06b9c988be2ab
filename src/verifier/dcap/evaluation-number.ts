import type { Severity } from '../policy.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import type { DocumentKind } from './signed-document.ts';

/** Since when Intel has answered requests without a number with tables of at least this evaluation number. */
export type MinimumEvaluationNumber = { readonly number: number; readonly since: Instant };

/** What is required of the evaluation numbers of Intel's tables, and the consequence of a lower one. */
export type EvaluationPolicy = {
  readonly least: Readonly<Record<DocumentKind, readonly MinimumEvaluationNumber[]>>;
  readonly below: Severity;
};

const since = (number: number, date: string): MinimumEvaluationNumber => ({ number, since: parseRfc3339(date, 'since') });

/**
 * Intel raises `tcbEvaluationDataNumber` with every TCB recovery, but keeps signing tables with lower numbers and fresh dates for
 * a year (PCS API v4, "Get TCB Info", `update=early|standard`). Promoted to standard: number 20 in the night to 14 August 2026
 * (near/mpc issue 4169; TCB infos from 13 August on, QE identities from 14 August on). Read 2026-11-29; a release that does not
 * know the newest number requires too little, never too much.
 */
export const MIN_NUMBERS: EvaluationPolicy['least'] = {
  'dcap.tcb-info': [since(20, '2026-08-13T00:00:00Z')],
  'dcap.qe-identity': [since(20, '2026-08-14T00:00:00Z')],
};

/** The lowest number that is acceptable at `now`; undefined where none is known. */
export function minimumEvaluationNumber(
  least: EvaluationPolicy['least'],
  kind: DocumentKind,
  now: Instant,
): MinimumEvaluationNumber | undefined {
  return least[kind]
    .filter((one) => one.since <= now)
    .reduce<MinimumEvaluationNumber | undefined>(
      (highest, one) => (highest === undefined || one.number > highest.number ? one : highest),
      undefined,
    );
}
