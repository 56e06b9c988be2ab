import type { TestKey } from './keys.ts';
/** An authority that signs whatever a test asks for: X.509 v3 certificates and v2 CRLs with any field overridden. */
type Bytes = Uint8Array<ArrayBuffer>;
/** A certificate that was issued, with what is needed to issue under it. */
export type Issued = {
    /** DER. */
    readonly certificate: Bytes;
    readonly key: TestKey;
    /** Subject, a Name in DER. */
    readonly subject: Uint8Array;
    readonly serial: Uint8Array;
};
export type ExtensionField = {
    readonly oid: string;
    readonly critical?: boolean;
    readonly value: Uint8Array;
};
/** Every element of a TBSCertificate, each complete DER, in order; a test may replace any of them. */
export type TbsParts = Readonly<Record<'version' | 'serial' | 'signature' | 'issuer' | 'validity' | 'subject' | 'spki' | 'extensions', Uint8Array>>;
export type CertificateRequest = {
    /** A common name, or a whole Name in DER. */
    readonly subject: string | Uint8Array;
    readonly key: TestKey;
    /** Magnitude bytes; derived from the subject when left out. */
    readonly serial?: Uint8Array;
    /** RFC 3339; 2020-01-01 to 2049-12-31 when left out. */
    readonly notBefore?: string;
    readonly notAfter?: string;
    /** A CA gets keyCertSign and cRLSign, a leaf digitalSignature. */
    readonly ca?: boolean;
    readonly pathLength?: number;
    /** Added after the usual ones (AKI, SKI, key usage, basic constraints). */
    readonly extensions?: readonly ExtensionField[];
    /** Usual extensions to leave out, by OID. */
    readonly without?: readonly string[];
    /** Last word over the elements, e.g. `(parts) => ({ ...parts, issuer: name({ CN: 'Other' }) })`. */
    readonly alter?: (parts: TbsParts) => TbsParts;
};
/** AlgorithmIdentifier DER under which this key signs. */
export declare const algorithmIdentifier: (key: TestKey) => Bytes;
/** Signs in X.509's form: ECDSA as ECDSA-Sig-Value DER, the others as they are. */
export declare function signX509(key: TestKey, message: Uint8Array): Uint8Array;
/** Certificate or CRL: `SEQUENCE { tbs, algorithm, signature }`. */
export declare function sealed(tbs: Uint8Array, key: TestKey): Bytes;
/** Issues a certificate under `issuer`. @param signWith signs in place of the issuer's key, for forgeries. */
export declare function issue(issuer: Pick<Issued, 'key' | 'subject'>, request: CertificateRequest, signWith?: TestKey): Issued;
/** A root: a CA certificate that signs itself. */
export declare function selfSigned(request: CertificateRequest): Issued;
export type RevocationRequest = {
    /** RFC 3339. */
    readonly thisUpdate: string;
    /** null leaves it out. */
    readonly nextUpdate: string | null;
    /** Serials, magnitude bytes. */
    readonly revoked?: readonly Uint8Array[];
    /** null leaves the crlNumber out. */
    readonly number?: number | null;
    readonly extensions?: readonly ExtensionField[];
    /** Usual extensions to leave out, by OID. */
    readonly without?: readonly string[];
    /** Issuer name in place of the issuer's own. */
    readonly issuerName?: Uint8Array;
    /** 1 is version 2. */
    readonly version?: number;
};
/** A CRL of `issuer`, DER. @param signWith signs in place of the issuer's key, for forgeries. */
export declare function revocationList(issuer: Pick<Issued, 'key' | 'subject'>, request: RevocationRequest, signWith?: TestKey): Bytes;
export {};
