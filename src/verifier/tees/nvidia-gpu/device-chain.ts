import type { Anchor } from '../../anchors/anchor.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { fromPem } from '../../encoding/pem.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { Instant } from '../../time.ts';
import { commonNames, readCertificate, type Certificate } from '../../x509/certificate.ts';
import { verifyChain, type ChainVerdict } from '../../x509/chain.ts';

/** Names of the five certificates, in errors. */
const NAMES = ['leaf', 'BROM', 'provisioner', 'identity', 'root'] as const;

/** Every certificate of NVIDIA's device chains uses P-384. */
const PROFILE = {
  algorithms: ['ecdsa-p384-sha384', 'ecdsa-p384-sha384', 'ecdsa-p384-sha384', 'ecdsa-p384-sha384'],
  leafUsage: 'digitalSignature',
  understood: [],
} as const;

/**
 * PEM, leaf first: firmware (FMC), boot ROM, provisioner, identity, root. The length is checked later. The driver returns the
 * text in a zero-padded buffer, and several services pass on all of it. @throws Malformed
 */
export function readDeviceChain(pem: Uint8Array): readonly Certificate[] {
  const end = pem.findLastIndex((byte) => byte !== 0) + 1;
  return fromPem(pem.slice(0, end), 'CERTIFICATE', 'chain').map((der, at) => readCertificate(der, NAMES[at] ?? 'certificate'));
}

/** The anchor that ends the chain, byte for byte: anyone can make a certificate of the same name. */
export function anchorOf(chain: readonly Certificate[], anchors: readonly Anchor[]): Anchor | undefined {
  const root = chain.at(-1);
  return anchors.find(({ certificate }) => root !== undefined && equalBytes(certificate, root.bytes));
}

/** Exactly four under the root, each signed by the next. */
export async function verifyDeviceChain(chain: readonly Certificate[], now: Instant, crypto: CryptoPort): Promise<ChainVerdict> {
  const root = chain.at(-1);
  if (root === undefined) return { holds: false, fault: 'length', at: 0 };
  return await verifyChain(chain.slice(0, -1), root, PROFILE, now, crypto);
}

/** What a certificate chain is of; the two are measured against different reference files. */
export type DeviceKind = 'gpu' | 'nvswitch';

/** What the leaf says the device is, by its kind and chip. */
export type DeviceModel = {
  readonly kind: DeviceKind;
  /** The product as the reference files spell it: `GH100`, `LS10`; or a product family, `GB20X`. */
  readonly chip: string;
};

/**
 * Leaf subjects of genuine devices: `GH100 A01 GSP FMC LF`, `GB100 A01 GSP FMC LF`, `LS_10 A01 FSP FMC LF`, and for a chip family
 * (RTX PRO 6000 Blackwell) `GB20X A01 GSP FMC LF`, whose report names the chip.
 */
const GPU = /^(G[HB][0-9]{2}[0-9X]) [A-Z][0-9]{2} (?:GSP|FSP) FMC LF$/;
const NVSWITCH = /^LS_?(10) [A-Z][0-9]{2} (?:GSP|FSP) FMC LF$/;

/**
 * The type of device that the leaf belongs to: NVIDIA's root also covers other devices (network cards, for example), whose
 * reports say nothing about a GPU. Undefined for an unknown type. Never throws.
 */
export function modelOf(chain: readonly Certificate[]): DeviceModel | undefined {
  const [name = ''] = namesOf(chain[0]);
  const gpu = GPU.exec(name)?.[1];
  if (gpu !== undefined) return { kind: 'gpu', chip: gpu };
  return NVSWITCH.test(name) ? { kind: 'nvswitch', chip: 'LS10' } : undefined;
}

function namesOf(certificate: Certificate | undefined): readonly string[] {
  return unlessMalformed(() => (certificate === undefined ? [] : commonNames(certificate.subject, 'leaf')), []);
}
