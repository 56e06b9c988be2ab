import type { AmdProductLine } from '../../anchors/anchor.ts';
import { isOfReport } from '../../azure/bound-data.ts';
import { quoteHolds } from '../../azure/tpm-quote.ts';
import { isZero } from '../../bytes/reader.ts';
import type { Claims } from '../../claims.ts';
import { readSpki } from '../../crypto/spki.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Appraisal } from '../../tee.ts';
import { toRfc3339 } from '../../time.ts';
import { answerUnusable } from '../../unusable.ts';
import { boundData } from './bound-data.ts';
import type { SnpCheckId } from './checks.ts';
import { claimsOf } from './claims.ts';
import { explainedHostData } from './host-data.ts';
import { validityOf, type Endorsers } from './vek/chain.ts';
import type { Wrapped } from './envelope.ts';
import { answerGuestPolicy } from './guest-policy.ts';
import { SIGNING_KEY } from './layout.ts';
import { listsOf } from './needs.ts';
import { deferLedger } from './deferred-ledger.ts';
import { OUTCOME_OF } from '../../policy.ts';
import type { SnpPolicy } from './policy.ts';
import type { Report } from './report.ts';
import { revocation } from './revocation.ts';
import { answerLineAdvisory } from './platform.ts';
import { describeTcb, readTcb } from './tcb.ts';
import type { Vek, VekKind } from './vek/certificate.ts';
import { signingKind, type VekCandidate } from './vek/choose.ts';
import { findVek, isOfChip, isOfTcb, type VekTrial } from './vek-trial.ts';

type SnpAppraisal = Appraisal<SnpCheckId, SnpPolicy>;

/**
 * The chain of README.md, with its numbers. Steps 1 to 5 find out under which key the report must verify; a report that gets no
 * further proves nothing, and its later checks stay unknown. @param candidates certificates to verify under, best first; none
 * when nobody has one.
 */
export async function authenticate(
  wrapped: Wrapped,
  candidates: readonly VekCandidate[],
  appraisal: SnpAppraisal,
): Promise<Claims | null> {
  const { ledger, crypto, anchors } = appraisal;
  const { report } = wrapped;
  const kind = signingKind(report);
  ledger.require('snp.report.signing-key', kind !== undefined, {
    because: report.key.signing === SIGNING_KEY.none ? 'unsigned' : 'reserved',
  });
  if (kind === undefined) return null;
  // MASK_CHIP_KEY makes firmware write no VCEK signature, so a signature here is a contradiction worth reporting.
  ledger.answer('snp.report.chip-key', report.key.chipKeyMasked && kind === 'vcek' ? 'warn' : 'pass');

  const trial = await findVek(candidates, { report, kind, anchors: anchors.amd, crypto });
  const found = answerTrial(trial, appraisal);
  if (found === undefined) return null;
  // Everything else is done while the report's signature is being computed.
  const [signed, endorsed] = await Promise.all([found.signed, meanwhile(wrapped, kind, found, appraisal)]);
  ledger.require('snp.report.signature', signed);
  if (!signed || !endorsed.holds) return null;
  endorsed.deferred.tell(ledger);
  return endorsed.claims;
}

/** Steps 2 to 5: the outcome for the certificate. @returns the one that is AMD's */
function answerTrial(trial: VekTrial | undefined, appraisal: SnpAppraisal): (VekTrial & { at: 'amds' }) | undefined {
  const { ledger } = appraisal;
  if (trial === undefined) {
    ledger.answer('snp.vek.well-formed', 'unknown', { because: 'no-certificate' });
    return undefined;
  }
  if (trial.at === 'not-amds') {
    for (const check of trial.passed) ledger.answer(check, 'pass');
    answerUnusable(appraisal, trial.failed, { ...trial.facts, from: trial.from });
    return undefined;
  }
  for (const check of ['snp.vek.well-formed', 'snp.vek.kind', 'snp.vek.product'] as const) ledger.answer(check, 'pass');
  ledger.answerUnder(trial.endorsers.believed, 'snp.vek.chain', 'pass');
  return trial;
}

/** What can be found out apart from the report's signature. */
type Endorsed = {
  /** The wrapping around the report belongs to it. */
  readonly holds: boolean;
  /** Steps 10 and 11, reported once the report's signature is known to hold; and step 12. */
  readonly deferred: ReturnType<typeof deferLedger>;
  readonly claims: Claims;
};

async function meanwhile(
  wrapped: Wrapped,
  kind: VekKind,
  found: VekTrial & { at: 'amds' },
  appraisal: SnpAppraisal,
): Promise<Endorsed> {
  const { ledger, policy, crypto } = appraisal;
  const { report } = wrapped;
  const { vek, line, endorsers } = found;
  ledger.require('snp.vek.key', isP384(vek.certificate.spki));
  belongsTogether(report, kind, found, appraisal);
  answerValidity(vek, endorsers, appraisal);
  const [envelope, bound, hostData] = await Promise.all([
    envelopeHolds(wrapped, appraisal),
    boundData(wrapped, crypto),
    explainedHostData(report, appraisal.endorsements, crypto),
    notRevoked(endorsers, wrapped, line, appraisal),
  ]);
  const deferred = deferLedger();
  answerGuestPolicy(report, policy, deferred);
  const status = answerLineAdvisory(report, line, policy, deferred);
  return { holds: envelope, deferred, claims: claimsOf(wrapped, { line, kind, vek, hostData, ...status }, bound) };
}

/** Step 5: the dates of everything in the chain. */
function answerValidity(vek: Vek, endorsers: Endorsers, { ledger, now, policy }: SnpAppraisal): void {
  const validity = validityOf(vek, endorsers, now);
  if (validity.at === 'valid') {
    ledger.answer('snp.vek.validity', 'pass');
    ledger.relyUntil(validity.until);
  } else if (validity.at === 'expired') {
    const notAfter = toRfc3339(validity.since);
    if (policy.timeAhead === 'refuse') ledger.answer('snp.vek.validity', 'fail', { because: 'expired', notAfter });
    else ledger.answerExpired('snp.vek.validity', { notAfter });
  } else {
    const notBefore = toRfc3339(validity.from);
    if (policy.timeAhead === 'refuse') ledger.answer('snp.vek.validity', 'fail', { because: 'not-yet-valid', notBefore });
    else ledger.answer('snp.vek.validity', 'unknown', { because: 'clock-behind', notBefore });
  }
}

function isP384(spki: Uint8Array): boolean {
  return unlessMalformed(() => readSpki(spki).kind === 'p384', false);
}

/** Step 7: the key was derived for this TCB and, for a VCEK, for this chip. */
function belongsTogether(
  report: Report,
  kind: VekKind,
  { vek, line, from }: VekTrial & { at: 'amds' },
  appraisal: SnpAppraisal,
): void {
  const { ledger, policy } = appraisal;
  if (isOfTcb(vek, report, line)) ledger.answer('snp.vek.tcb', 'pass');
  else {
    const expected = describeTcb(readTcb(report.reportedTcb, line).tcb);
    answerUnusable(appraisal, 'snp.vek.tcb', { because: 'other-tcb', expected, actual: describeTcb(vek.tcb), from });
  }
  if (kind === 'vlek') ledger.answer('snp.vek.chip', 'not-applicable');
  else if (isZero(report.chipId)) ledger.answer('snp.vek.chip', OUTCOME_OF[policy.maskedChip], { because: 'masked' });
  else if (isOfChip(vek, report, line)) ledger.answer('snp.vek.chip', 'pass');
  else answerUnusable(appraisal, 'snp.vek.chip', { because: 'other-chip', from });
}

/** Step 8. */
async function notRevoked(
  endorsers: Endorsers,
  { certificates }: Wrapped,
  line: AmdProductLine,
  appraisal: SnpAppraisal,
): Promise<void> {
  const lists = listsOf(appraisal.endorsements, line);
  const inside = certificates.crl === undefined ? [] : [{ bytes: certificates.crl, from: 'evidence' as const }];
  await revocation(endorsers, [...inside, ...lists], appraisal);
}

/**
 * Step 9: what Azure's paravisor and its TPM put around the report belongs to them. Also true where there is no such wrapping.
 */
async function envelopeHolds({ report, paravisor, quote }: Wrapped, { ledger, crypto }: SnpAppraisal): Promise<boolean> {
  if (paravisor === undefined) {
    ledger.answer('snp.paravisor.runtime-data', 'not-applicable');
    ledger.answer('snp.vtpm.quote', 'not-applicable');
    return true;
  }
  const same = await isOfReport(paravisor, report.reportData, crypto);
  ledger.require('snp.paravisor.runtime-data', same);
  if (quote === undefined) {
    ledger.answer('snp.vtpm.quote', 'not-applicable');
    return same;
  }
  const key = paravisor.attestationKey;
  const holds = key !== undefined && (await quoteHolds(quote, key, crypto));
  ledger.require('snp.vtpm.quote', holds, { because: key === undefined ? 'no-attestation-key' : 'signature-or-registers' });
  return same && holds;
}
