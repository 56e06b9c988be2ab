/**
 * Enveloped XML signatures by xml-crypto, which has its own canonical form over xmldom's parser. It has neither C14N 1.1
 * nor ECDSA: the first is its C14N 1.0, which differs in `xml:` attributes alone, and NVIDIA's files have none.
 *
 * JavaScript, because the packages are installed in this folder only, and the type checker must do without them.
 */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { C14nCanonicalization, SignedXml } from 'xml-crypto';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const C14N_11 = 'http://www.w3.org/2006/12/xml-c14n11';
const SHA_384 = 'http://www.w3.org/2001/04/xmldsig-more#sha384';
const ECDSA_SHA_384 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384';

class Canonical extends C14nCanonicalization {
  getAlgorithmName() {
    return C14N_11;
  }
}
class Sha384 {
  getHash = (xml) => createHash('sha384').update(xml, 'utf8').digest('base64');
  getAlgorithmName = () => SHA_384;
}
class EcdsaSha384 {
  verifySignature = (message, key, signature) =>
    verify('sha384', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64'));
  getAlgorithmName = () => ECDSA_SHA_384;
}

/** Does the signature hold under the first certificate in it? No chain is verified. @param {string} xml */
export function holds(xml) {
  try {
    const document = new DOMParser().parseFromString(xml, 'text/xml');
    const [signature] = Array.from(document.getElementsByTagNameNS(DSIG, 'Signature'));
    const [certificate] = Array.from(document.getElementsByTagNameNS(DSIG, 'X509Certificate'));
    const der = Buffer.from(certificate.textContent.replace(/\s/g, ''), 'base64');
    const verifier = new SignedXml({ publicCert: new X509Certificate(der).publicKey, getCertFromKeyInfo: () => null });
    verifier.CanonicalizationAlgorithms[C14N_11] = Canonical;
    verifier.HashAlgorithms[SHA_384] = Sha384;
    verifier.SignatureAlgorithms[ECDSA_SHA_384] = EcdsaSha384;
    verifier.loadSignature(signature);
    return verifier.checkSignature(xml);
  } catch {
    return false;
  }
}
