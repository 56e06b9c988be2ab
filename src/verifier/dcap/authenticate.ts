import type { Anchors } from '../anchors/anchor.ts';
import { concat, equalBytes } from '../bytes/equal.ts';
import { isZero, Reader } from '../bytes/reader.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { spkiOfPoint } from '../crypto/spki.ts';
import type { Endorsement } from '../endorsement.ts';
import type { Ledger } from '../ledger.ts';
import { toRfc3339, type Instant } from '../time.ts';
import { answerCrl, answerDocument, answerRevocation, answerStale, type Answering } from './answers.ts';
import type { DcapCheckId } from './checks.ts';
import { readGivenCrl, readGivenQeIdentity, readGivenTcbInfo, verifySigned } from './endorsements.ts';
import { bestFor } from './currency.ts';
import { anchorOf, verifyPckChain, type IntelChainFault, type PckChainVerdict } from './intel-chain.ts';
import type { DcapNeed } from './need.ts';
import { chainOf, type OpenedQuote } from './opened.ts';
import type { PckChain, PckPlatform } from './pck.ts';
import { qeMismatch, type QeIdentity } from './qe-identity.ts';
import type { DcapPolicy } from './policy.ts';
import type { Quote, QuoteTee } from './quote.ts';
import { verifyIntelCrl } from './revocation.ts';
import type { TcbInfo } from './tcb-info.ts';

/** What SGX and TDX pass on from their `Appraisal`. */
export type DcapAppraisal = {
  readonly endorsements: readonly Endorsement[];
  readonly anchors: Anchors;
  readonly policy: Pick<DcapPolicy, 'stale'>;
  readonly now: Instant;
  readonly crypto: CryptoPort;
  readonly ledger: Ledger<DcapCheckId>;
};

/** A quote that Intel's root vouches for, and Intel's tables as far as they may be believed. */
export type Authentic = {
  readonly quote: Quote;
  readonly platform: PckPlatform;
  /** Undefined unless every check about it passed: no TCB status may then be shown. */
  readonly tcbInfo: TcbInfo | undefined;
  readonly qeIdentity: QeIdentity | undefined;
};

/**
 * Steps 1 to 9 of README.md, answering every `dcap.` check but those about the TCB level. All signatures are verified
 * at once, because none depends on another's outcome; the answers then follow in the order of the steps.
 *
 * @returns null unless every signature from the anchor to the quote held and nothing in between is revoked or misfit.
 */
export async function authenticateQuote(tee: QuoteTee, opened: OpenedQuote, appraisal: DcapAppraisal): Promise<Authentic | null> {
  const { ledger, endorsements, now } = appraisal;
  const chain = chainOf(opened, endorsements);
  if (chain.at !== 'read') {
    const { type } = opened.quote.signature.certification;
    const because = type === 4 ? 'only-leaf-in-quote' : 'chain-not-in-quote';
    if (chain.at === 'missing') ledger.answer('dcap.pck-chain.root', 'unknown', { because, type });
    // Nobody signs what stands beside a quote: whoever damaged it need not be the site.
    else answerStale(appraisal, 'dcap.pck-chain.root', { because: 'unreadable', field: chain.field, why: chain.why });
    return null;
  }
  const gathered = gather(tee, opened.quote, chain.value, endorsements, now);
  const verdicts = await verifyAll(gathered, appraisal);
  return answerChain(appraisal, verdicts.chain) ? answerAll(gathered, verdicts, appraisal) : null;
}

/** Everything that is judged, read and not yet believed. */
function gather(tee: QuoteTee, quote: Quote, chain: PckChain, endorsements: readonly Endorsement[], now: Instant) {
  const find = (need: DcapNeed): Endorsement | undefined => bestFor(endorsements, need, now);
  return {
    tee,
    quote,
    chain,
    rootCrl: readGivenCrl(find({ kind: 'dcap.root-crl' })),
    pckCrl: readGivenCrl(chain.ca && find({ kind: 'dcap.pck-crl', ca: chain.ca })),
    qeIdentity: readGivenQeIdentity(find({ kind: 'dcap.qe-identity', tee })),
    tcbInfo: readGivenTcbInfo(find({ kind: 'dcap.tcb-info', tee, fmspc: chain.platform.fmspc })),
  };
}

type Gathered = ReturnType<typeof gather>;

/** Every signature and digest at once. */
async function verifyAll({ quote, chain, ...given }: Gathered, { anchors, now, crypto }: DcapAppraisal) {
  const [, ca, root] = chain.certificates;
  // The quote's own chain chooses; the tables are held against the same anchor.
  const anchor = anchorOf(chain.certificates, anchors.intelSgxRoot);
  const [qeIdentitySigned, tcbInfoSigned] = verifySigned([given.qeIdentity, given.tcbInfo], anchor, now, crypto);
  const [chainVerdict, rootCrl, pckCrl, qeReport, attestationKey, quoteSignature, qeIdentity, tcbInfo] = await Promise.all([
    verifyPckChain(chain.certificates, anchors.intelSgxRoot, now, crypto),
    given.rootCrl.at === 'read' && root ? verifyIntelCrl(given.rootCrl.value, root, now, crypto) : undefined,
    given.pckCrl.at === 'read' && ca ? verifyIntelCrl(given.pckCrl.value, ca, now, crypto) : undefined,
    qeReportIsSigned(quote, chain.leaf.spki, crypto),
    attestationKeyIsBound(quote, crypto),
    quoteIsSigned(quote, crypto),
    qeIdentitySigned,
    tcbInfoSigned,
  ]);
  return { chain: chainVerdict, rootCrl, pckCrl, qeReport, attestationKey, quoteSignature, qeIdentity, tcbInfo };
}

type Verdicts = Awaited<ReturnType<typeof verifyAll>>;

/** Steps 2 to 9, under a chain that holds: its root is an anchor, so what root and intermediate signed counts. */
function answerAll(gathered: Gathered, verdicts: Verdicts, { ledger, now, policy }: DcapAppraisal): Authentic | null {
  const { tee, quote, chain } = gathered;
  const answers: Answering = { ledger, now, policy };
  const rootCrl = answerCrl(answers, 'dcap.root-crl', gathered.rootCrl, verdicts.rootCrl);
  const pckCrl = answerCrl(answers, 'dcap.pck-crl', gathered.pckCrl, verdicts.pckCrl);
  answerRevocation(answers, { root: rootCrl, pck: pckCrl }, chain);
  const signed = [
    ledger.require('dcap.qe-report.signature', verdicts.qeReport),
    ledger.require('dcap.qe-report.attestation-key', verdicts.attestationKey),
    ledger.require('dcap.quote.signature', verdicts.quoteSignature),
  ].every(Boolean);

  const identity = answerDocument(answers, 'dcap.qe-identity', gathered.qeIdentity, verdicts.qeIdentity, rootCrl);
  const qeIdentity = identity && identityIsFor(answers, tee, identity) ? identity : undefined;
  const qeFits = qeIdentity === undefined || qeIsIntels(answers, quote, qeIdentity);
  const info = answerDocument(answers, 'dcap.tcb-info', gathered.tcbInfo, verdicts.tcbInfo, rootCrl);
  const tcbInfo = info && tcbInfoIsFor(answers, tee, chain.platform, info) ? info : undefined;
  return signed && qeFits ? { quote, platform: chain.platform, tcbInfo, qeIdentity } : null;
}

/**
 * What proves nothing against the platform. Intel made a certificate that is not valid yet, so the clock is behind; nobody
 * signs which certificates come along, so one too few or too many may be anybody's doing; and a certificate of a form that
 * is not known here may be newer than this release.
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
function answerChain({ ledger, policy }: DcapAppraisal, verdict: PckChainVerdict): boolean {
  if (!verdict.holds) {
    const facts = { because: verdict.fault, at: verdict.at };
    if (UNPROVEN.includes(verdict.fault)) answerStale({ ledger, policy }, 'dcap.pck-chain.root', facts);
    else ledger.answer('dcap.pck-chain.root', 'fail', facts);
    return false;
  }
  ledger.answerUnder(verdict.believed, 'dcap.pck-chain.root', 'pass');
  if (verdict.expired === undefined) return true;
  const facts = { until: toRfc3339(verdict.expired) };
  if (policy.stale === 'refuse') return ledger.require('dcap.pck-chain.root', false, { because: 'expired', ...facts });
  ledger.answerExpired('dcap.pck-chain.root', facts);
  return true;
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
function identityIsFor({ ledger }: Answering, tee: QuoteTee, identity: QeIdentity): boolean {
  return ledger.require('dcap.qe-identity.match', identity.tee === tee, { expected: tee, actual: identity.tee });
}

/** … and the enclave that signed is the one it identifies. */
function qeIsIntels({ ledger }: Answering, quote: Quote, identity: QeIdentity): boolean {
  const mismatch = qeMismatch(quote.signature.qeReport, identity);
  return ledger.require('dcap.qe-report.identity', mismatch === undefined, { because: mismatch ?? '' });
}

/** Step 9. The TCB info is of this platform family and TEE. */
function tcbInfoIsFor({ ledger }: Answering, tee: QuoteTee, platform: PckPlatform, info: TcbInfo): boolean {
  const expected = `${tee} ${platform.fmspc} ${platform.pceId}`;
  const actual = `${info.tee} ${info.fmspc} ${info.pceId}`;
  return ledger.require('dcap.tcb-info.match', expected === actual, { expected, actual });
}
