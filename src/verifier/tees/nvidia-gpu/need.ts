import { equalBytes } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { needKey, type Endorsement, type SuppliedEndorsement } from '../../endorsement.ts';
import type { Parsed } from '../../parsed.ts';
import type { Instant } from '../../time.ts';
import type { Certificate } from '../../x509/certificate.ts';
import {
  CHAIN,
  CRL,
  supplied,
  listIn,
  MAX_CRLS,
  MAX_OCSP_RESPONSES,
  MAX_RIMS,
  OCSP,
  responseIn,
  RIM,
  rimIn,
} from './documents.ts';
import { readDeviceChain } from './device-chain.ts';
import type { Device, GpuEvidence } from './evidence.ts';
import { readable } from '../../parsed.ts';

/**
 * What devices' reports rest on. Nobody is asked for any of it (NVIDIA's hosts are for development): a site staples it, or the
 * user of the inspector adds it.
 */
export type NvidiaGpuNeed =
  /** The certificates of a bare report; lists have them inside. */
  | { readonly kind: typeof CHAIN }
  | { readonly kind: typeof RIM; readonly part: 'vbios' | 'driver'; readonly version: string }
  /** NVIDIA's answers about this many certificates (decimal). */
  | { readonly kind: typeof OCSP; readonly certificates: string };

/** Everything that these reports rest on. */
export function needsOf(evidence: GpuEvidence, endorsements: readonly SuppliedEndorsement[]): readonly NvidiaGpuNeed[] {
  return [...chainNeed(evidence), ...rimNeeds(evidence), ...answersTo(certificatesAskedAbout(evidence, endorsements))];
}

/** Of that, what nobody supplied, and answers that expired before `now`. Unreadable ones count as missing. */
export function missingOf(
  evidence: GpuEvidence,
  endorsements: readonly SuppliedEndorsement[],
  now: Instant,
): readonly NvidiaGpuNeed[] {
  const versions = values(supplied(endorsements, RIM, MAX_RIMS), rimIn).map(({ version }) => version);
  const answers = values(supplied(endorsements, OCSP, MAX_OCSP_RESPONSES), responseIn).flatMap(({ responses }) => responses);
  const answered = new Set(
    answers.filter(({ nextUpdate }) => nextUpdate !== undefined && nextUpdate >= now).map(({ serial }) => toHex(serial)),
  );
  const lists = values(supplied(endorsements, CRL, MAX_CRLS), listIn).filter(
    ({ nextUpdate }) => nextUpdate !== undefined && nextUpdate >= now,
  );
  const open = certificatesAskedAbout(evidence, endorsements).filter(
    ({ serial, issuer }) => !answered.has(toHex(serial)) && !lists.some((list) => equalBytes(list.issuer, issuer)),
  );
  return [
    ...(supplied(endorsements, CHAIN, 1).length > 0 ? [] : chainNeed(evidence)),
    ...rimNeeds(evidence).filter(({ version }) => !versions.includes(version)),
    ...answersTo(open),
  ];
}

const chainNeed = ({ devices }: GpuEvidence): readonly NvidiaGpuNeed[] =>
  devices.some(({ chain }) => chain === null) ? [{ kind: CHAIN }] : [];

function rimNeeds({ devices }: GpuEvidence): readonly Extract<NvidiaGpuNeed, { kind: typeof RIM }>[] {
  const needs = devices.flatMap(({ opaque }) =>
    'newer' in opaque
      ? []
      : (
          [
            ['vbios', opaque.vbiosVersion],
            ['driver', opaque.driverVersion],
          ] as const
        ).flatMap(([part, version]) => (version === undefined ? [] : [{ kind: RIM, part, version } as const])),
  );
  return [...new Map(needs.map((need) => [needKey(need), need])).values()];
}

const answersTo = (certificates: readonly Certificate[]): readonly NvidiaGpuNeed[] =>
  certificates.length === 0 ? [] : [{ kind: OCSP, certificates: String(certificates.length) }];

/** Between leaf and root of each device, and below the root of each reference file's signer; each once. */
function certificatesAskedAbout({ devices }: GpuEvidence, endorsements: readonly SuppliedEndorsement[]): readonly Certificate[] {
  const [pem] = supplied(endorsements, CHAIN, 1);
  const attached = pem === undefined ? undefined : readable(() => readDeviceChain(pem.bytes));
  const chainOf = ({ chain }: Device): readonly Certificate[] => chain ?? (attached?.at === 'read' ? attached.value : []);
  const signers = values(supplied(endorsements, RIM, MAX_RIMS), rimIn).flatMap(({ signature }) => signature.chain.slice(0, -1));
  const all = [...devices.flatMap((device) => chainOf(device).slice(1, -1)), ...signers];
  return [...new Map(all.map((one) => [`${toHex(one.issuer)} ${toHex(one.serial)}`, one])).values()];
}

const values = <T>(files: readonly Endorsement[], read: (bytes: Uint8Array) => Parsed<T>): readonly T[] =>
  files.flatMap(({ bytes }) => {
    const found = read(bytes);
    return found.at === 'read' ? [found.value] : [];
  });

/** A file on its own: which endorsement it is, or why it is none although it looks like one. */
export type Part =
  | { readonly endorsement: Endorsement }
  | { readonly what: 'reference file' | 'answer about revocation'; readonly field: string; readonly why: string };

/**
 * One reference file, answer or list, as NVIDIA serves it, under a need of its own, so that several can coexist and a newer
 * answer replaces an older one. Undefined for anything else.
 */
export function readPart(bytes: Uint8Array): Part | undefined {
  if (bytes[0] === LESS_THAN) {
    const rim = rimIn(bytes);
    if (rim.at !== 'read') return { what: 'reference file', field: fieldOf(rim), why: whyOf(rim) };
    const { product, version, signature } = rim.value;
    return { endorsement: { need: { kind: RIM, product, version, signature: toHex(signature.signature.slice(0, 8)) }, bytes } };
  }
  const list = listIn(bytes);
  if (list.at === 'read') return { endorsement: { need: { kind: CRL, issuer: toHex(list.value.issuer) }, bytes } };
  if (!looksLikeOcsp(bytes)) return undefined;
  const response = responseIn(bytes);
  if (response.at !== 'read') return { what: 'answer about revocation', field: fieldOf(response), why: whyOf(response) };
  const about = response.value.responses.map(
    ({ serial, issuerKeyHash }) => `${toHex(issuerKeyHash.slice(0, 8))}-${toHex(serial)}`,
  );
  return { endorsement: { need: { kind: OCSP, about: about.join(' ') }, bytes } };
}

const LESS_THAN = 0x3c;
const SEQUENCE = 0x30;

/** OCSPResponse: a SEQUENCE that begins with an ENUMERATED of one byte (RFC 6960, section 4.2.1). */
export function looksLikeOcsp(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  const at = length < 0x80 ? 2 : 2 + (length & 0x0f);
  return bytes[0] === SEQUENCE && bytes[at] === 0x0a && bytes[at + 1] === 0x01;
}

const fieldOf = (supplied: Parsed<unknown>): string => ('field' in supplied ? supplied.field : '');
const whyOf = (supplied: Parsed<unknown>): string => ('why' in supplied ? supplied.why : '');
