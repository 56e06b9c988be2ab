import type { AmdProductLine } from '../../anchors/anchor.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import type { Claims } from '../../claims.ts';
import { readSpki } from '../../crypto/spki.ts';
import { Malformed } from '../../malformed.ts';
import type { Appraisal } from '../../tee.ts';
import { toRfc3339 } from '../../time.ts';
import { boundData } from './bound-data.ts';
import type { SnpCheckId } from './checks.ts';
import { claimsOf } from './claims.ts';
import { validityOf, verifyVek, type Endorsers, type VekVerdict } from './endorsing-key.ts';
import type { Wrapped } from './envelope.ts';
import { judgeGuestPolicy } from './guest-policy.ts';
import { SIGNING_KEY } from './layout.ts';
import { chipIdentity, listsOf } from './needs.ts';
import { takeNotes } from './notes.ts';
import { outcomeOf, type SnpPolicy } from './policy.ts';
import { isProductOf, lineOf } from './product.ts';
import type { Report } from './report.ts';
import { revocation } from './revocation.ts';
import { judgeStanding } from './standing.ts';
import { describeTcb, differing, readTcb } from './tcb.ts';
import { quoteHolds } from './tpm-quote.ts';
import { readVek, type Vek, type VekKind } from './vek.ts';
import { signingKind } from './vek-choice.ts';

type SnpAppraisal = Appraisal<SnpCheckId, SnpPolicy>;

/**
 * The chain of README.md, in its numbers. Steps 1 to 4 find out under which key the report must verify; a report that
 * gets no further proves nothing, and its later checks stay unknown.
 * @param vekBytes the certificate to verify under; undefined when nobody has one.
 */
export async function authenticate(
  wrapped: Wrapped,
  vekBytes: Uint8Array | undefined,
  appraisal: SnpAppraisal,
): Promise<Claims | null> {
  const { ledger, crypto } = appraisal;
  const { report } = wrapped;
  const kind = signingKind(report);
  ledger.require('snp.report.signing-key', kind !== undefined, {
    because: report.key.signing === SIGNING_KEY.none ? 'unsigned' : 'reserved',
  });
  if (kind === undefined) return null;
  // MASK_CHIP_KEY makes firmware write no VCEK signature: one beside it is a contradiction worth a word.
  ledger.answer('snp.report.chip-key', report.key.chipKeyMasked && kind === 'vcek' ? 'warn' : 'pass');

  const vek = readGiven(vekBytes, appraisal);
  if (vek === undefined) return null;
  // The signature takes longer than everything else together, so that everything else is done meanwhile.
  const [signed, endorsed] = await Promise.all([
    crypto.verifySignature('ecdsa-p384-sha384', vek.certificate.spki, report.signature, report.signed),
    meanwhile(wrapped, kind, vek, appraisal),
  ]);
  if (endorsed === undefined) return null;
  ledger.require('snp.report.signature', signed);
  if (!signed || !endorsed.holds) return null;
  endorsed.notes.tell(ledger);
  return endorsed.claims;
}

/** What can be found out beside the report's signature. */
type Endorsed = {
  /** The chain ends in an anchor, and what is around the report belongs to it. */
  readonly holds: boolean;
  /** Steps 10 and 11, to be told once the report is known to be signed; and step 12. */
  readonly notes: ReturnType<typeof takeNotes>;
  readonly claims: Claims;
};

/** @returns undefined when nothing can be verified, because the names do not fit */
async function meanwhile(wrapped: Wrapped, kind: VekKind, vek: Vek, appraisal: SnpAppraisal): Promise<Endorsed | undefined> {
  const { ledger, policy, crypto } = appraisal;
  const { report } = wrapped;
  const line = namesFit(report, kind, vek, appraisal);
  if (line === undefined) return undefined;
  ledger.require('snp.vek.key', isP384(vek.certificate.spki));
  belongsTogether(report, kind, line, vek, appraisal);
  const [verdict, around, bound] = await Promise.all([
    verifyVek(vek, kind, line, appraisal.anchors.amd[line], crypto),
    envelopeHolds(wrapped, appraisal),
    boundData(wrapped, crypto),
  ]);
  const endorsers = chainHolds(vek, verdict, appraisal);
  if (endorsers !== undefined) await notRevoked(endorsers, wrapped, line, appraisal);
  const notes = takeNotes();
  judgeGuestPolicy(report, policy, notes);
  const standing = judgeStanding(report, line, policy, notes);
  return { holds: endorsers !== undefined && around, notes, claims: claimsOf(wrapped, { line, kind, vek, ...standing }, bound) };
}

/** Step 2: a certificate is there and reads. */
function readGiven(bytes: Uint8Array | undefined, { ledger }: SnpAppraisal): Vek | undefined {
  if (bytes === undefined) {
    ledger.answer('snp.vek.well-formed', 'unknown', { because: 'no-certificate' });
    return undefined;
  }
  try {
    const vek = readVek(bytes);
    ledger.answer('snp.vek.well-formed', 'pass');
    return vek;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    ledger.answer('snp.vek.well-formed', 'fail', { field: error.field, why: error.why });
    return undefined;
  }
}

/**
 * Steps 3 and 4: the certificate is of the kind that the report says signed it, and both are of one product line. The
 * line decides which anchors count, so nothing can be verified when the two disagree.
 */
function namesFit(
  report: Report,
  kind: VekKind,
  { named, productName }: Vek,
  { ledger }: SnpAppraisal,
): AmdProductLine | undefined {
  const sameKind = ledger.require('snp.vek.kind', named?.kind === kind, { expected: kind, actual: named?.kind ?? 'neither' });
  if (named === null || !sameKind) return undefined;
  const line = report.cpuid === undefined ? named.line : lineOf(report.cpuid);
  const sameLine = ledger.require('snp.vek.product', line === named.line && isProductOf(line, productName), {
    expected: line,
    actual: `${named.line}, ${productName}`,
  });
  return sameLine ? line : undefined;
}

/** Steps 5 and 6: the chain to a pinned anchor, and the dates of everything in it. */
function chainHolds(vek: Vek, verdict: VekVerdict, { ledger, now, policy }: SnpAppraisal): Endorsers | undefined {
  if (!verdict.holds) {
    ledger.answer('snp.vek.chain', 'fail', { because: verdict.fault });
    return undefined;
  }
  const { endorsers } = verdict;
  ledger.answerUnder(endorsers.believed, 'snp.vek.chain', 'pass');
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
  return endorsers;
}

function isP384(spki: Uint8Array): boolean {
  try {
    return readSpki(spki).kind === 'p384';
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

/** Steps 8 and 9: the key was derived for this TCB and, of a VCEK, for this chip. */
function belongsTogether(report: Report, kind: VekKind, line: AmdProductLine, vek: Vek, { ledger, policy }: SnpAppraisal): void {
  const { tcb } = readTcb(report.reportedTcb, line);
  ledger.require('snp.vek.tcb', differing(tcb, vek.tcb).length === 0, {
    expected: describeTcb(tcb),
    actual: describeTcb(vek.tcb),
  });
  if (kind === 'vlek') ledger.answer('snp.vek.chip', 'not-applicable');
  else if (isZero(report.chipId)) ledger.answer('snp.vek.chip', outcomeOf[policy.maskedChip], { because: 'masked' });
  else {
    const { id, restZero } = chipIdentity(report.chipId, line);
    const same = vek.hardwareId !== undefined && equalBytes(id, vek.hardwareId) && restZero;
    ledger.require('snp.vek.chip', same, { because: 'other-chip' });
  }
}

/** Step 10. */
async function notRevoked(
  endorsers: Endorsers,
  { certificates }: Wrapped,
  line: AmdProductLine,
  appraisal: SnpAppraisal,
): Promise<void> {
  const { asked, offered } = listsOf(appraisal.endorsements, line);
  const inside = certificates.crl === undefined ? [] : [certificates.crl];
  await revocation(endorsers, { asked, offered: [...offered, ...inside] }, appraisal);
}

/** Step 11: what Azure's paravisor and its TPM put around the report is theirs. True also where there is no such thing. */
async function envelopeHolds({ report, paravisor, quote }: Wrapped, { ledger, crypto }: SnpAppraisal): Promise<boolean> {
  if (paravisor === undefined) {
    ledger.answer('snp.paravisor.runtime-data', 'not-applicable');
    ledger.answer('snp.vtpm.quote', 'not-applicable');
    return true;
  }
  const reportData = new Reader(report.reportData, 'REPORT_DATA');
  const digest = await crypto.digest('sha-256', paravisor.runtimeData);
  const same = equalBytes(reportData.bytes('digest', 32), digest) && isZero(reportData.rest('rest'));
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
