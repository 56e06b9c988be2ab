import { sha384 } from '@noble/hashes/sha2.js';
import { issue, selfSigned, type CertificateRequest, type Issued } from '../authority.ts';
import { p384Key, type TestKey } from '../keys.ts';
import { DRIVER, DRIVER_INDICES, firmware, VBIOS, VBIOS_INDICES } from './devices.ts';

/**
 * Reference files as NVIDIA writes and signs them, under a root of our own. The canonical form is written out next to the source
 * here, not computed by the code under test.
 */

type Bytes = Uint8Array<ArrayBuffer>;
const SWID = 'http://standards.iso.org/iso/19770/-2/2015/schema.xsd';
const SHA384 = 'http://www.w3.org/2001/04/xmlenc#sha384';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const C14N = 'http://www.w3.org/2006/12/xml-c14n11';
const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');

/** A certificate below the root. */
export type RimLocation = 'signer' | 'issuer' | 'authority';

/** The signer's whole chain. */
export type RimChain = Readonly<Record<RimLocation | 'root', Issued>>;

/** What is wrong with a chain. */
export type RimChainRequest = {
  readonly seed?: string;
  readonly alter?: Readonly<Partial<Record<RimLocation, Partial<CertificateRequest>>>>;
  readonly signWith?: Readonly<Partial<Record<RimLocation, TestKey>>>;
};

/** A root for reference files. @param seed gives the same name another key */
export const rimRoot = (seed = 'lab'): Issued =>
  selfSigned({ subject: 'NVIDIA CoRIM signing Root CA (test)', key: p384Key(`rim root ${seed}`) });

/** Signer, issuer, authority, root. The signer is valid from 2025-06-01 to 2027-06-01. */
export function rimChain({ seed = 'lab', alter, signWith }: RimChainRequest = {}): RimChain {
  const root = rimRoot(seed);
  const issued = (issuer: Issued, location: RimLocation, subject: string, more: Partial<CertificateRequest>): Issued =>
    issue(issuer, { subject, key: p384Key(`rim ${location} ${seed}`), ...more, ...alter?.[location] }, signWith?.[location]);
  const authority = issued(root, 'authority', 'NVIDIA Reference Value GH100 CA', { ca: true });
  const issuer = issued(authority, 'issuer', 'NVIDIA Reference Value L3 GH100 001', { ca: true, pathLength: 0 });
  const dates = { notBefore: '2025-06-01T00:00:00Z', notAfter: '2027-06-01T00:00:00Z' };
  const signer = issued(issuer, 'signer', 'HCC RIM L4 Signer0', dates);
  return { signer, issuer, authority, root };
}

/** What a file is to list, and what is wrong with it. */
export type RimRequest = {
  readonly chain?: RimChain;
  readonly product?: string;
  readonly version?: string;
  /** Values by index; several are alternatives. */
  readonly values?: Readonly<Record<number, readonly Uint8Array[]>>;
  readonly signWith?: TestKey;
  /** Applied last to the text of each, after signing. */
  readonly alter?: (text: string) => string;
};

const valuesOf = (indices: readonly number[]): Readonly<Record<number, readonly Uint8Array[]>> =>
  Object.fromEntries(indices.map((index) => [index, [firmware(`index ${String(index)}`)]]));

/** The file of a good device's VBIOS. */
export const VBIOS_RIM: RimRequest = { version: VBIOS, values: valuesOf(VBIOS_INDICES) };
/** Genuine files also list unused indices, with the value of nothing, which makes them ten times as large. */
const withUnused = (request: RimRequest): RimRequest => {
  const unused = Array.from({ length: 49 }, (_, at) => [at + 11, [new Uint8Array(48)]] as const);
  return { ...request, values: { ...request.values, ...Object.fromEntries(unused) } };
};

/** As large as genuine files are. */
export const WHOLE_VBIOS_RIM: RimRequest = withUnused(VBIOS_RIM);
/** The same firmware's values under a switch's product and version. */
export const WHOLE_SWITCH_RIM: RimRequest = { ...WHOLE_VBIOS_RIM, product: 'LS10', version: '96.10.55.00.01' };

/** The file of a good device's driver. */
export const DRIVER_RIM: RimRequest = { version: DRIVER, values: valuesOf(DRIVER_INDICES) };

/** @param end how an empty element ends: `/>` in the source, and written out in the canonical form */
function resource(index: number, values: readonly Uint8Array[], active: boolean, isCanonical: boolean): string {
  const hashes = values.map((value, at) => `ns2:Hash${String(at)}="${hex(value)}"`);
  const size = String(values[0]?.length ?? 48);
  const plain = {
    type: 'Measurement',
    index: String(index),
    active: active ? 'True' : 'False',
    alternatives: String(values.length),
  };
  const written = [...Object.entries({ ...plain, name: `Measurement_${String(index)}`, size })].map(
    ([name, value]) => `${name}="${value}"`,
  );
  // Canonical XML: names without a namespace first, each group in order of its names.
  const attributes = isCanonical
    ? [...written.toSorted(), ...hashes.toSorted()]
    : [...written.slice(0, 4), ...hashes, ...written.slice(4)];
  return `<ns0:Resource ${attributes.join(' ')}${isCanonical ? '></ns0:Resource>' : '/>'}`;
}

function documentText(
  { product = 'GH100', version = VBIOS, values = {} }: RimRequest,
  isCanonical: boolean,
  signature: string,
): string {
  const empty = isCanonical ? '></ns0:' : '/';
  const end = (name: string): string => (isCanonical ? `${empty}${name}>` : '/>');
  const resources = [
    ...Object.entries(values).map(([index, alternatives]) => resource(Number(index), alternatives, true, isCanonical)),
    resource(60, [new Uint8Array(48)], false, isCanonical),
  ];
  const namespaces = `xmlns="${SWID}" xmlns:ns0="${SWID}" xmlns:ns2="${SHA384}"`;
  return [
    `<SoftwareIdentity ${namespaces} corpus="false" name="${product}"${isCanonical ? ' tagId="x" version="1.0"' : ' version="1.0" tagId="x"'}>\n`,
    `    <ns0:Entity name="NVIDIA Corporation" role="softwareCreator tagCreator"${end('Entity')}\n`,
    `    <ns0:Meta colloquialVersion="${version}" edition="GPU" product="${product}"${end('Meta')}\n`,
    `    <ns0:Payload>\n${resources.map((one) => `        ${one}\n`).join('')}    </ns0:Payload>\n`,
    `${signature}</SoftwareIdentity>`,
  ].join('');
}

function signedInfo(digest: string, isCanonical: boolean): string {
  const end = (name: string): string => (isCanonical ? `></ds:${name}>` : '/>');
  // The apex of a canonical form declares every namespace in scope.
  const scope = ` xmlns="${SWID}" xmlns:ds="${DSIG}" xmlns:ns0="${SWID}" xmlns:ns2="${SHA384}"`;
  return [
    `<ds:SignedInfo${isCanonical ? scope : ''}>`,
    `<ds:CanonicalizationMethod Algorithm="${C14N}"${end('CanonicalizationMethod')}`,
    `<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"${end('SignatureMethod')}`,
    '<ds:Reference URI=""><ds:Transforms>',
    `<ds:Transform Algorithm="${DSIG}enveloped-signature"${end('Transform')}<ds:Transform Algorithm="${C14N}"${end('Transform')}`,
    '</ds:Transforms>',
    `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#sha384"${end('DigestMethod')}`,
    `<ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`,
  ].join('');
}

/** A signed reference file. */
export function rimFile(request: RimRequest = VBIOS_RIM): Bytes {
  const chain = request.chain ?? rimChain();
  const digest = base64(sha384(bytes(documentText(request, true, ''))));
  const value = base64((request.signWith ?? chain.signer.key).sign(bytes(signedInfo(digest, true))));
  const certificates = [chain.signer, chain.issuer, chain.authority, chain.root]
    .map(({ certificate }) => `<ds:X509Certificate>${base64(certificate).replace(/.{64}/g, '$&\n')}\n</ds:X509Certificate>`)
    .join('');
  const keyInfo = `<ds:KeyInfo><ds:X509Data>${certificates}</ds:X509Data></ds:KeyInfo>`;
  const signature = `<ds:Signature xmlns:ds="${DSIG}">${signedInfo(digest, false)}<ds:SignatureValue>${value}</ds:SignatureValue>${keyInfo}</ds:Signature>`;
  const text = documentText(request, false, signature);
  return bytes(request.alter?.(text) ?? text);
}
