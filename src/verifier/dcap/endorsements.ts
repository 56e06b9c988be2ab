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

/** Runs a parser, and says whether it could read. */
function readable<T>(read: () => T): Given<T> {
  try {
    return { at: 'read', value: read() };
  } catch (error) {
    if (error instanceof Malformed) return { at: 'unreadable', field: error.field, why: error.why };
    throw error;
  }
}

/** Runs a parser over an endorsement, if there is one. */
export function given<T>(endorsement: Endorsement | undefined, read: (endorsement: Endorsement) => T): Given<T> {
  return endorsement === undefined ? { at: 'missing' } : readable(() => read(endorsement));
}

/** Parses the same bytes once, however often they are looked at: what was received does not change. */
function once<T>(read: (bytes: Uint8Array) => T): (bytes: Uint8Array) => Given<T> {
  const known = new WeakMap<Uint8Array, Given<T>>();
  return (bytes) => {
    const found = known.get(bytes) ?? readable(() => read(bytes));
    known.set(bytes, found);
    return found;
  };
}

const MISSING = { at: 'missing' } as const;

export const crlIn = once((bytes) => readIntelCrl(bytes, 'CRL'));
export const tcbInfoIn = once(readTcbInfo);
export const qeIdentityIn = once(readQeIdentity);
const chainIn = once((pem) =>
  fromPem(pem, 'CERTIFICATE', 'issuer chain').map((der) => readCertificate(der, 'TCB signing chain')),
);

export const readGivenCrl = (endorsement: Endorsement | undefined): Given<RevocationList> =>
  endorsement === undefined ? MISSING : crlIn(endorsement.bytes);

/** A signed document and the chain of the certificate that signed it. */
export type SignedDocument<T extends SignedJson> = {
  readonly document: Given<T>;
  readonly chain: Given<readonly Certificate[]>;
};

export const readGivenTcbInfo = (endorsement: Endorsement | undefined): SignedDocument<TcbInfo> => ({
  document: endorsement === undefined ? MISSING : tcbInfoIn(endorsement.bytes),
  chain: issuerChainOf(endorsement),
});

export const readGivenQeIdentity = (endorsement: Endorsement | undefined): SignedDocument<QeIdentity> => ({
  document: endorsement === undefined ? MISSING : qeIdentityIn(endorsement.bytes),
  chain: issuerChainOf(endorsement),
});

/** A document without its chain cannot be believed, whoever sent it so. */
function issuerChainOf(endorsement: Endorsement | undefined): Given<readonly Certificate[]> {
  if (endorsement === undefined) return MISSING;
  const { issuerChain } = endorsement;
  return issuerChain === undefined ? { at: 'unreadable', field: 'issuer chain', why: 'missing' } : chainIn(issuerChain);
}

/** How the two documents' signing chains and signatures came out; undefined where there was nothing to verify. */
export type SigningVerdict = { readonly chain: IntelChainVerdict; readonly signature: boolean };

/**
 * Verifies both documents' chains and signatures at once. Both are usually signed under one certificate, whose chain is
 * then verified once.
 */
export function verifySigned(
  documents: readonly [SignedDocument<SignedJson>, SignedDocument<SignedJson>],
  anchor: Anchor | undefined,
  now: Instant,
  crypto: CryptoPort,
): readonly [Promise<SigningVerdict | undefined>, Promise<SigningVerdict | undefined>] {
  const verdicts: { readonly chain: readonly Certificate[]; readonly verdict: Promise<IntelChainVerdict> }[] = [];
  const chainVerdict = (chain: readonly Certificate[]): Promise<IntelChainVerdict> => {
    const same = verdicts.find((known) => sameChain(known.chain, chain));
    if (same !== undefined) return same.verdict;
    const verdict = verifyIntelChain('tcb-signing', chain, anchor, now, crypto);
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
