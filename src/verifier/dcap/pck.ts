import { concat, equalBytes } from '../bytes/equal.ts';
import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import { DerReader, TAG } from '../encoding/der.ts';
import { fromPem } from '../encoding/pem.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';
import { commonNames, readCertificate, type Certificate } from '../x509/certificate.ts';

/** Which of Intel's two intermediate CAs issued a PCK certificate; PCS uses the same word for its CRL. */
export type PckCa = 'platform' | 'processor';

/**
 * Common names of the two CAs, as the leaf's issuer states them ("Intel SGX PCK Certificate and CRL Profile Specification",
 * 2.2).
 */
export const PCK_CA_NAME: Readonly<Record<PckCa, string>> = {
  platform: 'Intel SGX PCK Platform CA',
  processor: 'Intel SGX PCK Processor CA',
};

/** The chain in the quote, read but not yet verified: leaf, intermediate, root, as many as there are. */
export type PckChain = {
  readonly certificates: readonly Certificate[];
  readonly leaf: Certificate;
  /** Undefined when the leaf's issuer is neither of Intel's two; then the chain does not hold. */
  readonly ca: PckCa | undefined;
  readonly platform: PckPlatform;
};

/** "Intel SGX PCK Certificate and CRL Profile Specification", revision 1.5, section 2.3.5 (extension 1.2.840.113741.1.13.1). */
export type PckPlatform = {
  readonly ppid: Hex;
  /** 16 component SVNs, 0 to 255. */
  readonly components: readonly number[];
  readonly pceSvn: number;
  readonly cpuSvn: Hex;
  readonly pceId: Hex;
  readonly fmspc: Hex;
  /** 0 standard, 1 scalable, 2 scalable with integrity. */
  readonly sgxType: number;
  readonly platformInstanceId: Hex | undefined;
  /** dynamicPlatform, cachedKeys, smtEnabled, if present. */
  readonly configuration: Readonly<Record<string, boolean>>;
};

const SGX = '1.2.840.113741.1.13.1';

/** Content of `1.2.840.113741.1.13.1` as an OBJECT IDENTIFIER; every arc below it is one byte. */
const SGX_BYTES = fromHex('2a864886f84d010d01', 'OID');
const TCB_ARCS = Array.from({ length: 18 }, (_, index) => `2.${String(index + 1)}`);
/** The entries' names in bytes: they are compared and not spelled out, because every quote contains 25 of them. */
const ENTRY_OIDS = new Map(
  ['1', '2', '3', '4', '5', '6', '7', ...TCB_ARCS].map((arc) => [
    arc,
    concat(SGX_BYTES, Uint8Array.from(arc.split('.'), Number)),
  ]),
);

const CONFIGURATION: readonly (readonly [string, string])[] = [
  [`${SGX}.7.1`, 'dynamicPlatform'],
  [`${SGX}.7.2`, 'cachedKeys'],
  [`${SGX}.7.3`, 'smtEnabled'],
];

/** Names of the three certificates' subjects (section 2.3), leaf first. */
export const PCK_CHAIN_NAMES: readonly (readonly string[])[] = [
  ['Intel SGX PCK Certificate'],
  Object.values(PCK_CA_NAME),
  ['Intel SGX Root CA'],
];

/**
 * PEM of certification data type 5 → chain, leaf first whatever the order in which it came: nobody signs the order, no document
 * fixes it, and Intel's own library goes by the names. @throws Malformed, also for a leaf without a readable SGX extension
 */
export function readPckChain(pem: Uint8Array): PckChain {
  const names = ['PCK leaf', 'PCK CA', 'root'];
  const supplied = fromPem(pem, 'CERTIFICATE', 'PCK chain').map((der, at) => readCertificate(der, names[at] ?? 'extra'));
  const certificates = inOrder(supplied);
  const [leaf] = certificates;
  if (leaf === undefined) throw new Malformed('PCK chain', 'empty');
  const issuer = commonNames(leaf.issuer, 'PCK leaf.issuer');
  const ca = (['platform', 'processor'] as const).find((one) => issuer.length === 1 && issuer[0] === PCK_CA_NAME[one]);
  return { certificates, leaf, ca, platform: readPlatform(leaf) };
}

/** In the places that their names assign, each once; unchanged when a name has no place or two share one. */
function inOrder(supplied: readonly Certificate[]): readonly Certificate[] {
  const once = supplied.filter(({ bytes }, at) => supplied.findIndex((other) => equalBytes(other.bytes, bytes)) === at);
  const located = once.map((certificate) => ({ certificate, location: locationOf(certificate) }));
  const locations = new Set(located.map(({ location }) => location));
  if (locations.has(-1) || locations.size !== located.length) return once;
  return located.toSorted((a, b) => a.location - b.location).map(({ certificate }) => certificate);
}

function locationOf({ subject }: Certificate): number {
  return unlessMalformed(() => {
    const [name, ...others] = commonNames(subject, 'certificate.subject');
    return others.length > 0 ? -1 : PCK_CHAIN_NAMES.findIndex((names) => names.some((one) => one === name));
  }, -1);
}

function readPlatform(leaf: Certificate): PckPlatform {
  const extension = leaf.extensions.get(SGX);
  if (extension === undefined) throw new Malformed('PCK leaf.SGX extension', 'missing');
  const outer = new DerReader(extension.value, 'PCK leaf.SGX extension');
  const list = outer.inside('SGXExtensions');
  outer.end();

  const ppid = octets(entry(list, '1'), 'PPID', 16);
  const tcb = readTcb(entry(list, '2').inside('TCB'));
  const pceId = octets(entry(list, '3'), 'PCEID', 2);
  const fmspc = octets(entry(list, '4'), 'FMSPC', 6);
  const sgxType = entry(list, '5').small('SGXType', TAG.enumerated);
  // Processor CA leaves end here; Platform CA leaves carry the two of multi-package platforms.
  const more = list.next !== undefined;
  const platformInstanceId = more ? octets(entry(list, '6'), 'PlatformInstanceID', 16) : undefined;
  const configuration = more ? readConfiguration(entry(list, '7').inside('Configuration')) : {};
  list.end();
  return { ppid, ...tcb, pceId, fmspc, sgxType, platformInstanceId, configuration };
}

/** The next `SEQUENCE { OID, value }`, which must carry this OID: the profile fixes the order. */
function entry(list: DerReader, arc: string): DerReader {
  const one = list.inside(arc);
  const known = ENTRY_OIDS.get(arc);
  if (known === undefined || !one.isOid('OID', known)) throw new Malformed('PCK leaf.SGX extension', `entry ${arc} missing`);
  return one;
}

function octets(one: DerReader, name: string, length: number): Hex {
  const bytes = one.octetString(name);
  one.end();
  if (bytes.length !== length) throw new Malformed(`PCK leaf.${name}`, `not ${String(length)} bytes`);
  return toHex(bytes);
}

function readTcb(list: DerReader): Pick<PckPlatform, 'components' | 'pceSvn' | 'cpuSvn'> {
  const components = TCB_ARCS.slice(0, 16).map((arc) => svn(entry(list, arc), 0xff));
  const pceSvn = svn(entry(list, '2.17'), 0xffff);
  const cpuSvn = octets(entry(list, '2.18'), 'CPUSVN', 16);
  list.end();
  return { components, pceSvn, cpuSvn };
}

function svn(one: DerReader, most: number): number {
  const value = one.small('SVN');
  one.end();
  if (value > most) throw new Malformed('PCK leaf.TCB', 'SVN out of range');
  return value;
}

function readConfiguration(list: DerReader): Readonly<Record<string, boolean>> {
  const found: (readonly [string, boolean])[] = [];
  while (list.next !== undefined) {
    const one = list.inside('entry');
    const oid = one.oid('OID');
    const name = CONFIGURATION.find(([known]) => known === oid)?.[1];
    if (name === undefined || found.some(([known]) => known === name))
      throw new Malformed('PCK leaf.Configuration', 'unknown or repeated entry');
    found.push([name, one.boolean(name)]);
    one.end();
  }
  return Object.fromEntries(found);
}
