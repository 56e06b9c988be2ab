import type { Anchors } from '../anchors/anchor.ts';
import { concat, equalBytes } from '../bytes/equal.ts';
import { isZero, Reader } from '../bytes/reader.ts';
import type { Facts } from '../check.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { spkiOfPoint } from '../crypto/spki.ts';
import type { SuppliedEndorsement, Giver } from '../endorsement.ts';
import type { Ledger } from '../ledger.ts';
import type { CommonPolicy } from '../policy.ts';
import { toRfc3339, type Instant } from '../time.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isRevokedBy, countLists, type SuppliedList, type Lists } from '../x509/revocation.ts';
import { answerUnusable } from '../unusable.ts';
import { answerDocument, answerLists, answerRevocation, answerStale, type Relied } from './answers.ts';
import type { DcapCheckId } from './checks.ts';
import { copiesOf } from './copies.ts';
import { crlIn } from './endorsements.ts';
import { anchorOf, verifyIntelChain, verifyPckChain, type IntelChainFault, type PckChainVerdict } from './intel-chain.ts';
import type { DcapNeed } from './need.ts';
import { chainOf, type OpenedQuote } from './opened.ts';
import type { PckChain, PckPlatform } from './pck.ts';
import { qeMismatch, type QeIdentity } from './qe-identity.ts';
import type { DcapPolicy } from './policy.ts';
import type { Quote, QuoteTee } from './quote.ts';
import { INTEL_LISTS } from './revocation.ts';
import { bestCopy, copyVerifier, readCopies } from './signed-document.ts';
import type { TcbInfo } from './tcb-info.ts';

/** What SGX and TDX use of their `Appraisal`. */
export type DcapAppraisal = {
  readonly endorsements: readonly SuppliedEndorsement[];
  readonly anchors: Anchors;
  readonly policy: Pick<DcapPolicy, 'stale' | 'evaluation'>;
  readonly common: Pick<CommonPolicy, 'unusableEndorsement'>;
  readonly now: Instant;
  readonly crypto: CryptoPort;
  readonly ledger: Ledger<DcapCheckId>;
};

/** A quote that Intel's root vouches for, with Intel's tables as far as they can be relied on. */
export type Authentic = {
  readonly quote: Quote;
  readonly platform: PckPlatform;
  /** Undefined unless every check about it passed: then no TCB status may be shown. */
  readonly tcbInfo: TcbInfo | undefined;
  /** Who supplied the TCB info that counts. */
  readonly tcbInfoFrom: Giver | undefined;
  readonly qeIdentity: QeIdentity | undefined;
};

/**
 * Steps 1 to 9 of README.md, answering every `dcap.` check except those about the TCB level. All signatures are verified at once,
 * because none depends on another's outcome; the answers then follow in the order of the steps.
 *
 * @returns null unless every signature from the anchor to the quote held and nothing in between is revoked or mismatched.
 */
export async function authenticateQuote(tee: QuoteTee, opened: OpenedQuote, appraisal: DcapAppraisal): Promise<Authentic | null> {
  const { ledger, endorsements } = appraisal;
  const chain = chainOf(opened, endorsements);
  if (chain.at !== 'read') {
    const { type } = opened.quote.signature.certification;
    const because = type === 4 ? 'only-leaf-in-quote' : 'chain-not-in-quote';
    if (chain.at === 'missing') ledger.answer('dcap.pck-chain.root', 'unknown', { because, type });
    else answerBadChain(appraisal, chain.from, { because: 'unreadable', field: chain.field, why: chain.why });
    return null;
  }
  const gathered = gather(tee, opened.quote, chain.value, endorsements);
  const verdicts = await verifyAll(gathered, appraisal);
  return answerChain(appraisal, verdicts.chain, chain.from) ? answerAll(gathered, verdicts, appraisal) : null;
}

/** Everything that is appraised, read but not yet verified. */
function gather(tee: QuoteTee, quote: Quote, chain: PckChain, endorsements: readonly SuppliedEndorsement[]) {
  return {
    tee,
    quote,
    chain,
    rootLists: listsFor({ kind: 'dcap.root-crl' }, endorsements),
    pckLists: chain.ca === undefined ? [] : listsFor({ kind: 'dcap.pck-crl', ca: chain.ca }, endorsements),
    qeIdentities: readCopies('dcap.qe-identity', { kind: 'dcap.qe-identity', tee }, endorsements),
    tcbInfos: readCopies('dcap.tcb-info', { kind: 'dcap.tcb-info', tee, fmspc: chain.platform.fmspc }, endorsements),
  };
}

function listsFor(need: DcapNeed, endorsements: readonly SuppliedEndorsement[]): readonly SuppliedList[] {
  return copiesOf(endorsements, need).flatMap(({ bytes, from }) => {
    const list = crlIn(bytes);
    return list.at === 'missing' ? [] : [{ list, from }];
  });
}

type Gathered = ReturnType<typeof gather>;

const NO_LISTS: Lists = { signed: [], until: undefined, bad: [] };

/** Verifies every signature and digest at once, all certificates under the anchor that the quote's own chain selects. */
async function verifyAll({ quote, chain, ...supplied }: Gathered, { anchors, now, crypto }: DcapAppraisal) {
  const [, ca, root] = chain.certificates;
  const anchor = anchorOf(chain.certificates, anchors.intelSgxRoot);
  const verifyCopies = copyVerifier((signers) => verifyIntelChain('tcb-signing', signers, anchor, now, crypto), crypto);
  // The quote's own signature first: on a later visit it is the only new one, and all others are compared while it is computed.
  const [quoteSignature, chainVerdict, rootLists, pckLists, qeReport, attestationKey, qeIdentities, tcbInfos] = await Promise.all(
    [
      quoteIsSigned(quote, crypto),
      verifyPckChain(chain.certificates, anchors.intelSgxRoot, now, crypto),
      root ? countLists(supplied.rootLists, root, INTEL_LISTS, now, crypto) : NO_LISTS,
      ca ? countLists(supplied.pckLists, ca, INTEL_LISTS, now, crypto) : NO_LISTS,
      qeReportIsSigned(quote, chain.leaf.spki, crypto),
      attestationKeyIsBound(quote, crypto),
      verifyCopies(supplied.qeIdentities),
      verifyCopies(supplied.tcbInfos),
    ],
  );
  return { chain: chainVerdict, rootLists, pckLists, qeReport, attestationKey, quoteSignature, qeIdentities, tcbInfos };
}

type Verdicts = Awaited<ReturnType<typeof verifyAll>>;

/** Steps 2 to 9, under a chain that holds: its root is an anchor, so what root and intermediate signed counts. */
function answerAll({ tee, quote, chain }: Gathered, verdicts: Verdicts, appraisal: DcapAppraisal): Authentic | null {
  const { ledger, now } = appraisal;
  const { rootLists, pckLists } = verdicts;
  answerLists(appraisal, 'dcap.root-crl', rootLists);
  answerLists(appraisal, 'dcap.pck-crl', pckLists);
  answerRevocation(appraisal, { root: rootLists, pck: pckLists }, chain);
  const signed = [
    ledger.require('dcap.qe-report.signature', verdicts.qeReport),
    ledger.require('dcap.qe-report.attestation-key', verdicts.attestationKey),
    ledger.require('dcap.quote.signature', verdicts.quoteSignature),
  ].every(Boolean);

  const isRevoked = (signer: Certificate): boolean => isRevokedBy(rootLists, signer);
  const fitsQe = (identity: QeIdentity): boolean => identity.tee === tee;
  const identityCopy = bestCopy(verdicts.qeIdentities, { fits: fitsQe, isRevoked, now });
  const identity = answerDocument(appraisal, 'dcap.qe-identity', identityCopy, rootLists);
  const qeIdentity = identity && identityIsFor(appraisal, tee, identity) ? identity.document : undefined;
  const qeFits = qeIdentity === undefined || qeIsIntels(appraisal, quote, qeIdentity);
  const fitsPlatform = (info: TcbInfo): boolean => subjectOf(info) === subjectOf({ tee, ...chain.platform });
  const infoCopy = bestCopy(verdicts.tcbInfos, { fits: fitsPlatform, isRevoked, now });
  const info = answerDocument(appraisal, 'dcap.tcb-info', infoCopy, rootLists);
  const tcbInfo = info && tcbInfoIsFor(appraisal, tee, chain.platform, info) ? info.document : undefined;
  if (!signed || !qeFits) return null;
  return { quote, platform: chain.platform, tcbInfo, tcbInfoFrom: info?.from, qeIdentity };
}

/**
 * Faults that prove nothing against the platform. Intel made a certificate that is not valid yet, so the clock is behind; nobody
 * signs which certificates are sent, so one too few or too many may be anyone's doing; and a certificate in an unknown form may
 * be newer than this release.
 */
const UNPROVEN: readonly IntelChainFault[] = [
  'not-yet-valid',
  'length',
  'reissued-root',
  'extension-missing',
  'unknown-critical-extension',
  'algorithm',
  'malformed',
];

/** Step 1. The PCK chain, exactly three certificates, ends at an anchor. */
function answerChain(appraisal: DcapAppraisal, verdict: PckChainVerdict, from: Giver | undefined): boolean {
  const { ledger, policy } = appraisal;
  if (!verdict.holds) {
    const facts = { because: verdict.fault, at: verdict.at };
    if (UNPROVEN.includes(verdict.fault)) answerStale({ ledger, policy }, 'dcap.pck-chain.root', facts);
    else answerBadChain(appraisal, from, facts);
    return false;
  }
  ledger.answerUnder(verdict.believed, 'dcap.pck-chain.root', 'pass');
  if (verdict.expired === undefined) return true;
  const facts = { until: toRfc3339(verdict.expired) };
  if (policy.stale === 'refuse') return ledger.require('dcap.pck-chain.root', false, { because: 'expired', ...facts });
  ledger.answerExpired('dcap.pck-chain.root', facts);
  return true;
}

/** A chain inside the quote belongs to the quote. One sent with it is an endorsement, and a bad one counts as none. */
function answerBadChain(appraisal: DcapAppraisal, attached: Giver | undefined, facts: Facts): void {
  if (attached === undefined) appraisal.ledger.answer('dcap.pck-chain.root', 'fail', facts);
  else answerUnusable(appraisal, 'dcap.pck-chain.root', { ...facts, from: attached });
}

/** Step 5. The PCK key signed the quoting enclave's report. */
function qeReportIsSigned({ signature }: Quote, pckSpki: Uint8Array, crypto: CryptoPort): Promise<boolean> {
  return crypto.verifySignature('ecdsa-p256-sha256', pckSpki, signature.qeReportSignature, signature.qeReport.bytes);
}

/** Step 6. The report's data is SHA-256(attestation key ‖ QE authentication data), then zeros. */
async function attestationKeyIsBound({ signature }: Quote, crypto: CryptoPort): Promise<boolean> {
  const digest = await crypto.digest('sha-256', concat(signature.attestationKey, signature.qeAuthenticationData));
  const data = new Reader(signature.qeReport.reportData, 'QE report data');
  return equalBytes(data.bytes('digest', 32), digest) && isZero(data.rest('zeros'));
}

/** Step 7. The attestation key signed header and body. */
function quoteIsSigned({ signature, signed }: Quote, crypto: CryptoPort): Promise<boolean> {
  const spki = spkiOfPoint(signature.attestationKey);
  return crypto.verifySignature('ecdsa-p256-sha256', spki, signature.quoteSignature, signed);
}

/** Step 8. The identity is of this TEE's quoting enclave, … */
function identityIsFor(appraisal: DcapAppraisal, tee: QuoteTee, { document, from }: Relied<QeIdentity>): boolean {
  return answerMatch(appraisal, 'dcap.qe-identity.match', { expected: tee, actual: document.tee, from });
}

/** … and the enclave that signed is the one it identifies. */
function qeIsIntels({ ledger }: DcapAppraisal, quote: Quote, identity: QeIdentity): boolean {
  const mismatch = qeMismatch(quote.signature.qeReport, identity);
  return ledger.require('dcap.qe-report.identity', mismatch === undefined, { because: mismatch ?? '' });
}

/** Step 9. The TCB info is of this platform family and TEE. */
function tcbInfoIsFor(
  appraisal: DcapAppraisal,
  tee: QuoteTee,
  platform: PckPlatform,
  { document, from }: Relied<TcbInfo>,
): boolean {
  const expected = subjectOf({ tee, ...platform });
  return answerMatch(appraisal, 'dcap.tcb-info.match', { expected, actual: subjectOf(document), from });
}

const subjectOf = ({ tee, fmspc, pceId }: Pick<TcbInfo, 'tee' | 'fmspc' | 'pceId'>): string => `${tee} ${fmspc} ${pceId}`;

/** A table for another platform says nothing about this one. */
function answerMatch(
  appraisal: DcapAppraisal,
  check: 'dcap.qe-identity.match' | 'dcap.tcb-info.match',
  { expected, actual, from }: { readonly expected: string; readonly actual: string; readonly from: Giver },
): boolean {
  if (expected === actual) appraisal.ledger.answer(check, 'pass');
  else answerUnusable(appraisal, check, { because: 'other-platform', expected, actual, from });
  return expected === actual;
}
