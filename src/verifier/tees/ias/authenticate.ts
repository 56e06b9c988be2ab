import type { Anchor } from '../../anchors/anchor.ts';
import { believedUnder } from '../../anchors/believed.ts';
import { equalBytes } from '../../bytes/equal.ts';
import type { Claims } from '../../claims.ts';
import { answerEnclaveAttributes, readEnclaveAttributes } from '../../dcap/enclave-attributes.ts';
import { parsed } from '../../dcap/endorsements.ts';
import { answering, type Endorsement } from '../../endorsement.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Appraisal } from '../../tee.ts';
import { toRfc3339 } from '../../time.ts';
import { commonNames, readCertificate, type Certificate } from '../../x509/certificate.ts';
import { verifyChain, type ChainVerdict } from '../../x509/chain.ts';
import type { IasCheckId } from './checks.ts';
import { claimsOf } from './claims.ts';
import type { IasReport } from './report.ts';
import { readSuppliedCertificate, type SignedReport } from './wire.ts';

/** The appraisal policy specific to IAS reports. No field is optional: an incomplete policy has gaps. */
export type IasPolicy = {
  /**
   * The time at which the signing certificate must be valid. The service's only one expired on 20 November 2026, so `now` refuses
   * every existing report, and `report` warns where it was valid when the report was made. A report from the future is refused
   * under `now`, and unknown under `report`, where nobody vouches for the clock.
   */
  readonly certificateTime: 'now' | 'report';
};

type IasAppraisal = Appraisal<IasCheckId, IasPolicy>;

/** Certificates that a caller supplies with the report; nobody can be asked for them any more. */
export const LEAF_NEED = { kind: 'ias.signing-certificate' } as const;

/** The certificate of the authority that signed the report's; it is pinned, and a caller may add its own. */
export const CA_NEED = { kind: 'ias.signing-ca' } as const;

const PROFILE = { algorithms: ['rsa-pkcs1-sha256'], leafUsage: 'digitalSignature', understood: [] } as const;
const LEAF_NAME = 'Intel SGX Attestation Report Signing';

/** The steps of README.md. */
export async function authenticate(signed: SignedReport, report: IasReport, appraisal: IasAppraisal): Promise<Claims | null> {
  const { ledger, crypto } = appraisal;
  const chain = certificatesOf(signed, appraisal.endorsements);
  if (chain === 'unreadable') {
    // A caller who supplies certificates vouches for them; those sent with a site's report may be anyone's.
    ledger.answer('ias.chain.root', appraisal.policy.certificateTime === 'now' ? 'fail' : 'unknown', { because: 'unreadable' });
    return null;
  }
  const [leaf, ca] = chain;
  if (leaf === undefined || signed.signature === undefined) {
    ledger.answer('ias.chain.root', 'unknown', { because: leaf === undefined ? 'no-certificate' : 'no-signature' });
    return null;
  }
  const [rooted, isSigned] = await Promise.all([
    answerChain(appraisal, report, leaf, ca),
    crypto.verifySignature('rsa-pkcs1-sha256', leaf.spki, signed.signature, signed.bytes),
  ]);
  if (!rooted || !ledger.require('ias.report.signature', isSigned)) return null;
  answerDates(appraisal, report, leaf);
  answerStatus(appraisal, report);
  answerEnclaveAttributes(ledger, readEnclaveAttributes(report.quote.report.attributes));
  ledger.answer('ias.service.open', 'warn', { ended: '2025-04-02T00:00:00.000Z' });
  return claimsOf(report);
}

/** Leaf and CA: those sent with the report, otherwise the caller's. */
function certificatesOf(
  { certificates }: SignedReport,
  endorsements: readonly Endorsement[],
): readonly Certificate[] | 'unreadable' {
  if (certificates.length > 0) return certificates;
  const parts = [LEAF_NEED, CA_NEED].map((need) =>
    parsed(answering(endorsements, need), ({ bytes }) => readSuppliedCertificate(bytes)),
  );
  if (parts.some(({ at }) => at === 'unreadable')) return 'unreadable';
  return parts.flatMap((part) => (part.at === 'read' ? [part.value] : []));
}

/** Step 1. One certificate under the pinned CA; a CA sent along is compared with it and not trusted. */
async function answerChain(
  { ledger, anchors, crypto }: IasAppraisal,
  { timestamp }: IasReport,
  leaf: Certificate,
  ca: Certificate | undefined,
): Promise<boolean> {
  const candidates = anchors.intelIasSigningCa.filter(({ certificate }) => ca === undefined || equalBytes(certificate, ca.bytes));
  if (candidates.length === 0 || !isNamed(leaf)) {
    ledger.answer('ias.chain.root', 'fail', { because: candidates.length === 0 ? 'other-root' : 'name' });
    return false;
  }
  const verdicts = await Promise.all(
    candidates.map(async (anchor): Promise<readonly [Anchor, ChainVerdict]> => [
      anchor,
      await verifyChain([leaf], readCertificate(anchor.certificate, 'IAS CA'), PROFILE, timestamp, crypto),
    ]),
  );
  const holding = verdicts.find(([, verdict]) => verdict.holds);
  if (holding === undefined) {
    const fault = verdicts.map(([, verdict]) => (verdict.holds ? '' : verdict.fault)).find((one) => one !== '');
    ledger.answer('ias.chain.root', 'fail', { because: fault ?? '' });
    return false;
  }
  ledger.answerUnder(believedUnder(holding[0]), 'ias.chain.root', 'pass');
  return true;
}

function isNamed(leaf: Certificate): boolean {
  return unlessMalformed(() => {
    const names = commonNames(leaf.subject, 'leaf.subject');
    return names.length === 1 && names[0] === LEAF_NAME;
  }, false);
}

/** Steps 3 and 4. The report states its own date; the certificate was valid then, which step 1 checked, and may be valid now. */
function answerDates({ ledger, policy, now }: IasAppraisal, { timestamp }: IasReport, leaf: Certificate): void {
  const made = toRfc3339(timestamp);
  // Intel signed the time, so it came before now and the clock is behind; a caller who names the time means it.
  const ahead = policy.certificateTime === 'now' ? 'fail' : 'unknown';
  if (timestamp <= now) ledger.answer('ias.report.timestamp', 'pass');
  else ledger.answer('ias.report.timestamp', ahead, { because: 'not-yet-valid', made });
  if (now <= leaf.notAfter) {
    ledger.answer('ias.chain.dates', 'pass');
    ledger.relyUntil(leaf.notAfter);
  } else {
    const facts = { because: 'expired', until: toRfc3339(leaf.notAfter), made };
    ledger.answer('ias.chain.dates', policy.certificateTime === 'now' ? 'fail' : 'warn', facts);
  }
}

/** Step 5. What the service said about the quote; a status that is not in its documentation counts as a no. */
function answerStatus({ ledger }: IasAppraisal, { status, advisories }: IasReport): void {
  const facts = { status, advisories: advisories.join(' ') };
  if (status === 'OK') ledger.answer('ias.report.status', 'pass', facts);
  else ledger.answer('ias.report.status', WEAKENED.includes(status) ? 'warn' : 'fail', facts);
}

/**
 * Genuine, with a weakness. The others (SIGNATURE_INVALID, GROUP_REVOKED, SIGNATURE_REVOKED, KEY_REVOKED, SIGRL_VERSION_MISMATCH)
 * say that the platform cannot be relied on.
 */
const WEAKENED: readonly string[] = [
  'GROUP_OUT_OF_DATE',
  'CONFIGURATION_NEEDED',
  'SW_HARDENING_NEEDED',
  'CONFIGURATION_AND_SW_HARDENING_NEEDED',
];
