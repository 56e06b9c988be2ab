import { fromHex } from '../../bytes/hex.ts';
import { issue, selfSigned, type CertificateRequest, type ExtensionField, type Issued } from '../authority.ts';
import { boolean, enumerated, integer, name, octetString, oid, sequence } from '../der-writer.ts';
import { p256Key, type TestKey } from '../keys.ts';

/** Certificates following Intel's profile, under a root of ours. */

/** Intel's naming: the common name first, then the company. */
export const intelName = (commonName: string): Uint8Array =>
  name({ CN: commonName, O: 'Intel Corporation', L: 'Santa Clara', ST: 'CA', C: 'US' });

type Overrides = Partial<CertificateRequest>;

/** A root under Intel's name. @param seed gives the same name another key */
export const intelRoot = (seed = 'intel root', overrides: Overrides = {}): Issued =>
  selfSigned({ subject: intelName('Intel SGX Root CA'), key: p256Key(seed), pathLength: 1, ...overrides });

/** One of the two CAs that issue PCK certificates. */
export const pckCa = (root: Issued, which: 'Platform' | 'Processor' = 'Platform', overrides: Overrides = {}): Issued =>
  issue(root, {
    subject: intelName(`Intel SGX PCK ${which} CA`),
    key: p256Key(`PCK ${which} CA`),
    ca: true,
    pathLength: 0,
    ...overrides,
  });

/** The certificate that signs Intel's documents. @param signWith replaces the root's key, for a forgery */
export const tcbSigner = (root: Issued, overrides: Overrides = {}, signWith?: TestKey): Issued =>
  issue(root, { subject: intelName('Intel SGX TCB Signing'), key: p256Key('TCB signing'), ...overrides }, signWith);

/** What the SGX extension of a PCK certificate says. */
export type PlatformFields = {
  readonly ppid: string;
  readonly components: readonly number[];
  readonly pceSvn: number;
  readonly pceId: string;
  readonly fmspc: string;
  readonly sgxType: number;
  /** With a platform instance and configuration, as the Platform CA issues them. */
  readonly multiPackage: boolean;
};

/** A platform with the newest TCB of every table here. */
export const PLATFORM: PlatformFields = {
  ppid: '5ea1'.repeat(8),
  components: Array.from({ length: 16 }, () => 8),
  pceSvn: 13,
  pceId: '0000',
  fmspc: '50a06f5ea100',
  sgxType: 1,
  multiPackage: true,
};

const SGX = '1.2.840.113741.1.13.1';
const hex = (text: string): Uint8Array => octetString(fromHex(text, 'field'));
/** One `SEQUENCE { OID, value }` under the SGX arc. */
export const sgxEntry = (arc: string, value: Uint8Array): Uint8Array => sequence(oid(`${SGX}.${arc}`), value);

/** The entries of the SGX extension, so that a test may omit, repeat or reorder them. */
export function sgxEntries({ ppid, components, pceSvn, pceId, fmspc, sgxType, multiPackage }: PlatformFields): Uint8Array[] {
  const svns = components.map((svn, at) => sgxEntry(`2.${String(at + 1)}`, integer(svn)));
  const cpuSvn = octetString(Uint8Array.from(components));
  const tcb = sequence(...svns, sgxEntry('2.17', integer(pceSvn)), sgxEntry('2.18', cpuSvn));
  const configuration = ['7.1', '7.2', '7.3'].map((arc) => sgxEntry(arc, boolean(arc !== '7.2')));
  return [
    sgxEntry('1', hex(ppid)),
    sgxEntry('2', tcb),
    sgxEntry('3', hex(pceId)),
    sgxEntry('4', hex(fmspc)),
    sgxEntry('5', enumerated(sgxType)),
    ...(multiPackage ? [sgxEntry('6', hex('1d'.repeat(16))), sgxEntry('7', sequence(...configuration))] : []),
  ];
}

/** The extension 1.2.840.113741.1.13.1 with these entries ("PCK Certificate and CRL Profile", 2.3.5). */
export const sgxExtension = (entries: readonly Uint8Array[]): ExtensionField => ({ oid: SGX, value: sequence(...entries) });

/** A platform's certificate. @param signWith replaces the issuer's key, for a forgery */
export const pckLeaf = (ca: Issued, platform: PlatformFields = PLATFORM, overrides: Overrides = {}, signWith?: TestKey): Issued =>
  issue(
    ca,
    {
      subject: intelName('Intel SGX PCK Certificate'),
      key: p256Key('PCK leaf'),
      extensions: [sgxExtension(sgxEntries(platform))],
      ...overrides,
    },
    signWith,
  );
