import type { Anchor } from '../anchors/anchor.ts';
import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';
import type { Endorsement } from '../endorsement.ts';
import { fromPem } from '../encoding/pem.ts';
import { Malformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import { readCertificate, type Certificate } from '../x509/certificate.ts';
import type { RevocationList } from '../x509/crl.ts';
import { verifyIntelChain, type IntelChainVerdict } from './intel-chain.ts';
import { readQeIdentity, type QeIdentity } from './qe-identity.ts';
import { readIntelCrl } from './revocation.ts';
import type { SignedJson } from './signed-json.ts';
import { readTcbInfo, type TcbInfo } from './tcb-info.ts';

/** What was given for a need: nothing, something that cannot be read, or a value read and not yet believed. */
export type Given<T> =
  | { readonly at: 'missing' }
  | { readonly at: 'unreadable'; readonly field: string; readonly why: string }
  | { readonly at: 'read'; readonly value: T };

/** Runs a parser over an endorsement, if there is one. */
export function given<T>(endorsement: Endorsement | undefined, read: (endorsement: Endorsement) => T): Given<T> {
  if (endorsement === undefined) return { at: 'missing' };
  try {
    return { at: 'read', value: read(endorsement) };
  } catch (error) {
    if (error instanceof Malformed) return { at: 'unreadable', field: error.field, why: error.why };
    throw error;
  }
}

/** Parses an endorsement once, however often it is looked at: endorsements do not change. */
function once<T extends object>(read: (endorsement: Endorsement) => T): (endorsement: Endorsement) => T {
  const known = new WeakMap<Endorsement, T>();
  return (endorsement) => {
    const found = known.get(endorsement) ?? read(endorsement);
    known.set(endorsement, found);
    return found;
  };
}

const MISSING = { at: 'missing' } as const;

const crlOf = once((endorsement): Given<RevocationList> =>
  given(endorsement, ({ bytes, need }) => readIntelCrl(bytes, need.kind)),
);

export const readGivenCrl = (endorsement: Endorsement | undefined): Given<RevocationList> =>
  endorsement === undefined ? MISSING : crlOf(endorsement);

/** A signed document and the chain of the certificate that signed it. */
export type SignedDocument<T extends SignedJson> = {
  readonly document: Given<T>;
  readonly chain: Given<readonly Certificate[]>;
};

const tcbInfoOf = once((endorsement): SignedDocument<TcbInfo> => ({
  document: given(endorsement, ({ bytes }) => readTcbInfo(bytes)),
  chain: given(endorsement, readIssuerChain),
}));

const qeIdentityOf = once((endorsement): SignedDocument<QeIdentity> => ({
  document: given(endorsement, ({ bytes }) => readQeIdentity(bytes)),
  chain: given(endorsement, readIssuerChain),
}));

const NO_DOCUMENT = { document: MISSING, chain: MISSING };

export const readGivenTcbInfo = (endorsement: Endorsement | undefined): SignedDocument<TcbInfo> =>
  endorsement === undefined ? NO_DOCUMENT : tcbInfoOf(endorsement);

export const readGivenQeIdentity = (endorsement: Endorsement | undefined): SignedDocument<QeIdentity> =>
  endorsement === undefined ? NO_DOCUMENT : qeIdentityOf(endorsement);

function readIssuerChain({ issuerChain }: Endorsement): readonly Certificate[] {
  if (issuerChain === undefined) throw new Malformed('issuer chain', 'missing');
  return fromPem(issuerChain, 'CERTIFICATE', 'issuer chain').map((der) => readCertificate(der, 'TCB signing chain'));
}

/** How the two documents' signing chains and signatures came out; undefined where there was nothing to verify. */
export type SigningVerdict = { readonly chain: IntelChainVerdict; readonly signature: boolean };

/**
 * Verifies both documents' chains and signatures at once. Both are usually signed under one certificate, whose chain is
 * then verified once.
 */
export function verifySigned(
  documents: readonly [SignedDocument<SignedJson>, SignedDocument<SignedJson>],
  anchors: readonly Anchor[],
  now: Instant,
  crypto: CryptoPort,
): readonly [Promise<SigningVerdict | undefined>, Promise<SigningVerdict | undefined>] {
  const verdicts: { readonly chain: readonly Certificate[]; readonly verdict: Promise<IntelChainVerdict> }[] = [];
  const chainVerdict = (chain: readonly Certificate[]): Promise<IntelChainVerdict> => {
    const same = verdicts.find((known) => sameChain(known.chain, chain));
    if (same !== undefined) return same.verdict;
    const verdict = verifyIntelChain('tcb-signing', chain, anchors, now, crypto);
    verdicts.push({ chain, verdict });
    return verdict;
  };
  const verify = async ({ document, chain }: SignedDocument<SignedJson>): Promise<SigningVerdict | undefined> => {
    if (document.at !== 'read' || chain.at !== 'read') return undefined;
    const [leaf] = chain.value;
    if (leaf === undefined) return undefined;
    const [verdict, signature] = await Promise.all([chainVerdict(chain.value), coversOne(document.value, leaf.spki, crypto)]);
    return { chain: verdict, signature };
  };
  return [verify(documents[0]), verify(documents[1])];
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
