import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';
import type { Giver, SuppliedEndorsement } from '../endorsement.ts';
import { MISSING, readable, type Parsed } from '../parsed.ts';
import type { Instant } from '../time.ts';
import type { Certificate } from '../x509/certificate.ts';
import { copiesOf } from './copies.ts';
import { qeIdentityIn, signingChainIn, tcbInfoIn } from './endorsements.ts';
import type { IntelChainVerdict } from './intel-chain.ts';
import type { DcapNeed } from './need.ts';
import type { QeIdentity } from './qe-identity.ts';
import { readSignedJson, type SignedJson } from './signed-json.ts';
import type { TcbInfo } from './tcb-info.ts';

/** Intel's two signed documents, by the need that each answers. */
export type Documents = { readonly 'dcap.tcb-info': TcbInfo; readonly 'dcap.qe-identity': QeIdentity };

/** Kind of the need that a document answers. */
export type DocumentKind = keyof Documents;

/** One copy of a document, as supplied: read, but not verified. */
export type Copy<K extends DocumentKind = DocumentKind> = {
  readonly from: Giver;
  readonly document: Exclude<Parsed<Documents[K]>, { at: 'missing' }>;
  /** What the signature covers; present even if the rest has a form that this release does not know. */
  readonly signed: SignedJson | undefined;
  readonly chain: Parsed<readonly Certificate[]>;
};

const READ: { readonly [K in DocumentKind]: (bytes: Uint8Array) => Parsed<Documents[K]> } = {
  'dcap.tcb-info': tcbInfoIn,
  'dcap.qe-identity': qeIdentityIn,
};
const MEMBER: Readonly<Record<DocumentKind, string>> = {
  'dcap.tcb-info': 'tcbInfo',
  'dcap.qe-identity': 'enclaveIdentity',
};

/** Every copy that was supplied, including the signing chain sent with it. */
export function readCopies<K extends DocumentKind>(
  kind: K,
  need: Extract<DcapNeed, { kind: K }>,
  endorsements: readonly SuppliedEndorsement[],
): readonly Copy<K>[] {
  return copiesOf(endorsements, need).flatMap(({ bytes, issuerChain, from }) => {
    const document = READ[kind](bytes);
    if (document.at === 'missing') return [];
    const signed = document.at === 'read' ? document : readable(() => readSignedJson(bytes, MEMBER[kind]));
    const chain = issuerChain === undefined ? MISSING : signingChainIn(issuerChain);
    return [{ from, document, signed: signed.at === 'read' ? signed.value : undefined, chain }];
  });
}

/** A copy whose chain and signature were verified, as far as there was anything to verify. */
export type VerifiedCopy<K extends DocumentKind = DocumentKind> = Copy<K> & {
  readonly verdict: { readonly chain: IntelChainVerdict; readonly signature: boolean } | undefined;
};

/**
 * Verifies all copies at once. Most are signed under one certificate, whose chain is then verified once. @param verifyChain under
 * the one anchor of this appraisal
 */
export function copyVerifier(
  verifyChain: (chain: readonly Certificate[]) => Promise<IntelChainVerdict>,
  crypto: CryptoPort,
): <K extends DocumentKind>(copies: readonly Copy<K>[]) => Promise<readonly VerifiedCopy<K>[]> {
  const verdicts: { readonly chain: readonly Certificate[]; readonly verdict: Promise<IntelChainVerdict> }[] = [];
  const chainVerdict = (chain: readonly Certificate[]): Promise<IntelChainVerdict> => {
    const same = verdicts.find((known) => sameChain(known.chain, chain));
    if (same !== undefined) return same.verdict;
    const verdict = verifyChain(chain);
    verdicts.push({ chain, verdict });
    return verdict;
  };
  return async (copies) =>
    await Promise.all(
      copies.map(async (copy) => {
        const [leaf] = copy.chain.at === 'read' ? copy.chain.value : [];
        if (copy.signed === undefined || copy.chain.at !== 'read' || leaf === undefined) return { ...copy, verdict: undefined };
        const [chain, signature] = await Promise.all([chainVerdict(copy.chain.value), coversOne(copy.signed, leaf.spki, crypto)]);
        return { ...copy, verdict: { chain, signature } };
      }),
    );
}

function sameChain(a: readonly Certificate[], b: readonly Certificate[]): boolean {
  return a.length === b.length && a.every(({ bytes }, at) => equalBytes(bytes, b[at]?.bytes ?? new Uint8Array()));
}

/** Does the signature cover one of the texts that it may cover? (signed-json.ts) */
async function coversOne({ signed, signature }: SignedJson, spki: Uint8Array, crypto: CryptoPort): Promise<boolean> {
  for (const text of signed) {
    if (await crypto.verifySignature('ecdsa-p256-sha256', spki, signature, text)) return true;
  }
  return false;
}

/** What else decides how good a copy is. */
export type Fit<K extends DocumentKind> = {
  /** Is it about this platform and kind of evidence? */
  readonly fits: (document: Documents[K]) => boolean;
  readonly isRevoked: (signer: Certificate) => boolean;
  readonly now: Instant;
};

/**
 * How far a copy gets, worst first: Intel did not sign it · it is signed, but unreadable, for another platform, or out of date ·
 * its format is newer than this release · it can be relied on.
 */
const COPY_STATES = ['bad', 'signed', 'newer', 'good'] as const;
type CopyState = (typeof COPY_STATES)[number];

function stateOfCopy<K extends DocumentKind>(
  { document, chain, verdict }: VerifiedCopy<K>,
  { fits, isRevoked, now }: Fit<K>,
): CopyState {
  const [signer] = chain.at === 'read' ? chain.value : [];
  if (verdict?.chain.holds !== true || !verdict.signature || signer === undefined || isRevoked(signer)) return 'bad';
  if (document.at !== 'read') return document.newer ? 'newer' : 'signed';
  const { issued, nextUpdate } = document.value;
  return fits(document.value) && now >= issued && now <= nextUpdate ? 'good' : 'signed';
}

/**
 * The copy that counts: of the reliable ones, the one with the highest evaluation number, then the newest, whoever supplied it
 * and in whatever order. Intel serves several numbers in parallel for months, all with fresh dates, and whoever could choose
 * among them would choose the verdict.
 */
export function bestCopy<K extends DocumentKind>(copies: readonly VerifiedCopy<K>[], fit: Fit<K>): VerifiedCopy<K> | undefined {
  const rank = (copy: VerifiedCopy<K>): readonly number[] => [
    COPY_STATES.indexOf(stateOfCopy(copy, fit)),
    ...(copy.document.at === 'read' ? [copy.document.value.evaluationDataNumber, copy.document.value.issued] : []),
  ];
  return copies
    .map((copy) => ({ copy, rank: rank(copy) }))
    .toSorted((a, b) => firstDifference(b.rank, a.rank))
    .at(0)?.copy;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((one, at) => one - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
