import type { Anchor } from '../../anchors/anchor.ts';
import { fromBase64 } from '../../bytes/base64.ts';
import { equalBytes } from '../../bytes/equal.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { canonicalXml } from '../../encoding/c14n.ts';
import { attributeOf, elementsIn, isNamed, textIn, type XmlElement } from '../../encoding/xml.ts';
import { Malformed } from '../../malformed.ts';
import type { Instant } from '../../time.ts';
import { readCertificate, type Certificate } from '../../x509/certificate.ts';
import { verifyChain, type ChainFault } from '../../x509/chain.ts';

/** Namespace of XML Signature, the same in 1.0 and 1.1. */
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** The only form in which NVIDIA signs reference files; every other algorithm and transform is refused, not negotiated. */
const ALGORITHM = {
  canonicalization: 'http://www.w3.org/2006/12/xml-c14n11',
  signature: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384',
  enveloped: 'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  digest: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
} as const;

/** An enveloped signature (XML Signature 1.1), read but not yet verified. */
export type EnvelopedSignature = {
  /** The document without the signature, canonical: what the digest covers. */
  readonly document: Uint8Array;
  readonly digest: Uint8Array;
  /** SignedInfo, canonical: what the signature covers. */
  readonly signedInfo: Uint8Array;
  /** r ‖ s (RFC 4051, section 2.3.6). */
  readonly signature: Uint8Array;
  /** Signer first. KeyInfo is not signed: without a chain to the anchor it is only a hint. */
  readonly chain: readonly Certificate[];
};

/**
 * The Signature element in the root of a document, exactly as NVIDIA writes it: one Reference to the whole document, two
 * transforms in order, nothing more. @throws Malformed
 */
export function readEnvelopedSignature(root: XmlElement, signature: XmlElement): EnvelopedSignature {
  // The element that is left out of the digest must be the one that is verified, and the only one of its kind.
  if (countOf(root, DSIG) !== countOf(signature, DSIG)) throw new Malformed('RIM.Signature', 'signature elements outside of it');
  const [signedInfo, value, keyInfo] = exactly(signature, ['SignedInfo', 'SignatureValue', 'KeyInfo']);
  const [canonicalization, method, reference] = exactly(signedInfo, ['CanonicalizationMethod', 'SignatureMethod', 'Reference']);
  algorithm(canonicalization, ALGORITHM.canonicalization);
  algorithm(method, ALGORITHM.signature);
  if (attributeOf(reference, '', 'URI') !== '' || reference.attributes.length !== 1)
    throw new Malformed('RIM.Reference', 'not to the whole document');
  const [transforms, digestMethod, digestValue] = exactly(reference, ['Transforms', 'DigestMethod', 'DigestValue']);
  const [enveloped, canonical] = exactly(transforms, ['Transform', 'Transform']);
  algorithm(enveloped, ALGORITHM.enveloped);
  algorithm(canonical, ALGORITHM.canonicalization);
  algorithm(digestMethod, ALGORITHM.digest);
  return {
    document: canonicalXml(root, [], signature),
    digest: base64In(digestValue),
    signedInfo: canonicalXml(signedInfo, [root, signature]),
    signature: base64In(value),
    chain: certificatesIn(keyInfo),
  };
}

function countOf(element: XmlElement, namespace: string): number {
  const below = element.children.map((child) => (typeof child === 'string' ? 0 : countOf(child, namespace)));
  return below.reduce((sum, count) => sum + count, element.namespace === namespace ? 1 : 0);
}

/** The elements of this one, which must be exactly these; it has no attributes of its own unless it is a Reference. */
function exactly<const N extends readonly string[]>(element: XmlElement, names: N): { readonly [I in keyof N]: XmlElement } {
  const found = elementsIn(element, 'RIM');
  const same = found.length === names.length && found.every((one, at) => isNamed(one, DSIG, names[at] ?? ''));
  if (!same) throw new Malformed(`RIM.${element.local}`, `not exactly ${names.join(', ')}`);
  if (element.local !== 'Reference' && element.attributes.length > 0)
    throw new Malformed(`RIM.${element.local}`, 'attributes not in use');
  // As many as there are names, each under its name: checked above.
  return found as unknown as { readonly [I in keyof N]: XmlElement };
}

function algorithm(element: XmlElement, wanted: string): void {
  if (attributeOf(element, '', 'Algorithm') !== wanted || element.attributes.length !== 1 || element.children.length > 0)
    throw new Malformed(`RIM.${element.local}`, 'algorithm not in use');
}

/** Base64 that may span several lines. */
const base64In = (element: XmlElement): Uint8Array =>
  fromBase64(textIn(element, 'RIM').replace(/[ \n]/g, ''), `RIM.${element.local}`);

/** More than any chain here has. */
const MAX_CERTIFICATES = 8;

function certificatesIn(keyInfo: XmlElement): readonly Certificate[] {
  const [data] = exactly(keyInfo, ['X509Data']);
  const elements = elementsIn(data, 'RIM');
  if (elements.length > MAX_CERTIFICATES) throw new Malformed('RIM.X509Data', 'too many certificates');
  return elements.map((element, at) => {
    if (!isNamed(element, DSIG, 'X509Certificate') || element.attributes.length > 0)
      throw new Malformed('RIM.X509Data', 'not a certificate');
    return readCertificate(base64In(element), at === 0 ? 'RIM signer' : 'RIM authority');
  });
}

/** Signer, issuer of the product, authority of the product, root: all P-384. */
const PROFILE = {
  algorithms: ['ecdsa-p384-sha384', 'ecdsa-p384-sha384', 'ecdsa-p384-sha384'],
  leafUsage: 'digitalSignature',
  understood: [],
} as const;

/** Why a reference file does not hold: its signer's chain, its digest or its signature. */
export type RimFault = ChainFault | 'root' | 'digest' | 'document-signature';

/** Whether NVIDIA signed a reference file, and in which period its signer's certificates are valid. */
export type RimVerdict =
  | {
      readonly holds: true;
      readonly anchor: Anchor;
      /** The period in which all certificates are valid. */
      readonly since: Instant;
      readonly until: Instant;
    }
  | { readonly holds: false; readonly fault: RimFault };

/**
 * Did NVIDIA's reference authority sign this document? The caller decides whether the certificates must be valid now: most files
 * outlive their signer's two years, and a file that was once NVIDIA's still names NVIDIA's firmware.
 */
export async function verifyEnvelopedSignature(
  { document, digest, signedInfo, signature, chain }: EnvelopedSignature,
  anchors: readonly Anchor[],
  now: Instant,
  crypto: CryptoPort,
): Promise<RimVerdict> {
  const [signer] = chain;
  const root = chain.at(-1);
  const anchor = anchors.find(({ certificate }) => root !== undefined && equalBytes(certificate, root.bytes));
  if (signer === undefined || root === undefined || anchor === undefined) return { holds: false, fault: 'root' };
  const [verdict, computed, signed] = await Promise.all([
    verifyChain(chain.slice(0, -1), root, PROFILE, within(chain, now), crypto),
    crypto.digest('sha-384', document),
    crypto.verifySignature('ecdsa-p384-sha384', signer.spki, signature, signedInfo),
  ]);
  if (!verdict.holds) return { holds: false, fault: verdict.fault };
  if (!equalBytes(computed, digest)) return { holds: false, fault: 'digest' };
  return signed
    ? { holds: true, anchor, since: verdict.since, until: verdict.until }
    : { holds: false, fault: 'document-signature' };
}

/** A time at which all certificates are valid, as close to now as possible. */
function within(chain: readonly Certificate[], now: Instant): Instant {
  const since = chain.map(({ notBefore }) => notBefore).reduce((a, b) => (a > b ? a : b), 0 as Instant);
  const until = chain.map(({ notAfter }) => notAfter).reduce((a, b) => (a < b ? a : b), Number.MAX_SAFE_INTEGER as Instant);
  return now < since ? since : now > until ? until : now;
}
