import { COMMON_CHECKS } from '../../checks.ts';
import { readCollateralDocument } from '../../dcap/collateral-document.ts';
import { suppliedBy, type Endorsement } from '../../endorsement.ts';
import { open } from '../../open.ts';
import type { Evidence } from '../../evidence.ts';
import type { AttestationResult } from '../../result.ts';
import { ORDINARY_POLICY, type AppraisalPolicy } from '../../tees.ts';
import { parseRfc3339 } from '../../time.ts';
import { fact, appraiseCase, troubles, type AppraisalRequest } from '../appraise-case.ts';
import { makeCase, type Case, type CaseRequest } from './case.ts';

/** The time at which Intel cases are judged, unless a test says otherwise. */
export const NOW = parseRfc3339('2026-11-25T12:00:00Z', 'now');

/** A quote as a site would send it, without its collateral. */
export const dcapEvidence = (bytes: Uint8Array): Evidence => ({ type: 'dcap-quote', bytes, parameters: {} });

/**
 * The document's endorsements as answers to exactly what the quote needs, whatever they say of themselves: what a
 * caller does who insists that they belong together.
 */
export function endorsementsFor({ evidence, collateral }: Pick<Case, 'evidence' | 'collateral'>): readonly Endorsement[] {
  const parts = readCollateralDocument(collateral);
  const opening = open(dcapEvidence(evidence));
  if (opening.at !== 'opened') return parts;
  const needs = opening.opened.needs(suppliedBy('caller', parts));
  return parts.map((part) => {
    const kind = part.need.kind === 'dcap.unreadable' ? part.need['of'] : part.need.kind;
    return { ...part, need: needs.find((need) => need.kind === kind) ?? part.need };
  });
}

/** The shipped policy of a caller who vouches for time and collateral, as at the terminal: what is stale or bad is refused. */
export const REFUSING: AppraisalPolicy = {
  common: { ...ORDINARY_POLICY.common, unusableEndorsement: 'refuse' },
  tees: {
    ...ORDINARY_POLICY.tees,
    sgx: { ...ORDINARY_POLICY.tees.sgx, stale: 'refuse' },
    tdx: { ...ORDINARY_POLICY.tees.tdx, stale: 'refuse' },
  },
};

/** What may be said of an appraisal besides its evidence and anchors, which the case supplies. */
export type AppraiseOptions = Omit<Partial<AppraisalRequest>, 'evidence' | 'anchors'>;

/** Makes a case and judges it. */
export async function appraiseIntelCase(
  request: Omit<CaseRequest, 'now'>,
  options: AppraiseOptions = {},
): Promise<AttestationResult> {
  const made = makeCase({ now: NOW, ...request });
  return await appraiseCase({
    evidence: dcapEvidence(made.evidence),
    endorsements: endorsementsFor(made),
    anchors: made.anchors,
    now: NOW,
    policy: REFUSING,
    ...options,
  });
}

const COMMON = Object.keys(COMMON_CHECKS);

/** What DCAP and TEE checks did not pass, as `check: outcome because`; the common ones left out. */
export function failures(result: AttestationResult): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(troubles(result, COMMON)).map(([check, outcome]) => [
      check,
      [outcome, fact(result, check, 'because')].filter((one) => one !== undefined).join(' '),
    ]),
  );
}

/** Only what failed or warned: after a failure, much stays unknown. */
export async function faultsOf(
  request: Omit<CaseRequest, 'now'>,
  options?: AppraiseOptions,
): Promise<Readonly<Record<string, string>>> {
  const found = Object.entries(failures(await appraiseIntelCase(request, options)));
  return Object.fromEntries(found.filter(([, outcome]) => !outcome.startsWith('unknown')));
}
