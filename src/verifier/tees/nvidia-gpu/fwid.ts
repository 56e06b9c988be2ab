import { DerReader, constructedTag, primitiveTag } from '../../encoding/der.ts';
import { Malformed } from '../../malformed.ts';
import type { Certificate } from '../../x509/certificate.ts';

/** TCG DICE: the composite device identity of Hopper and NVSwitch (RIoT, 2.23.133.5.4.1) and TcbInfo of Blackwell. */
export const DICE_OID = { compositeDeviceId: '2.23.133.5.4.1', tcbInfo: '2.23.133.5.4.1.1' } as const;

const SHA_384 = '2.16.840.1.101.3.4.2.2';

/** Bits of OperationalFlags (TCG DICE Attestation Architecture 1.1, section 6.1.1) that must not be set. */
const FLAG = { notConfigured: 0, notSecure: 1, recovery: 2, debug: 3 } as const;

/** Each of those bits, set or not. */
export type OperationalFlags = Readonly<Record<keyof typeof FLAG, boolean>>;

/** What the ROM certified about the firmware that it started. */
export type FirmwareIdentity = {
  /** SHA-384 of that firmware, 48 bytes. */
  readonly fwid: Uint8Array;
  /** Null for the older form, which has no such field. */
  readonly flags: OperationalFlags | null;
};

/**
 * The firmware identity in a device's leaf certificate, in whichever of the two forms it has. @returns null when the certificate
 * has neither. @throws Malformed, also for a certificate that has both, because the reader would have to choose.
 */
export function firmwareIdentity({ extensions }: Certificate): FirmwareIdentity | null {
  const older = extensions.get(DICE_OID.compositeDeviceId);
  const tcbInfo = extensions.get(DICE_OID.tcbInfo);
  if (older !== undefined && tcbInfo !== undefined) throw new Malformed('leaf.FWID', 'stands in two forms');
  if (older !== undefined) return { fwid: compositeDeviceId(older.value), flags: null };
  return tcbInfo === undefined ? null : readTcbInfo(tcbInfo.value);
}

/** `SEQUENCE { version INTEGER (1), deviceID SubjectPublicKeyInfo, fwid FWID }` (RIoT, "X.509 alias certificates"). */
function compositeDeviceId(value: Uint8Array): Uint8Array {
  const outer = new DerReader(value, 'leaf.CompositeDeviceID');
  const identity = outer.inside('CompositeDeviceID');
  outer.end();
  if (identity.small('version') !== 1) throw new Malformed('leaf.CompositeDeviceID.version', 'not version 1');
  identity.element('deviceID');
  const fwid = readFwid(identity);
  identity.end();
  return fwid;
}

/** `FWID ::= SEQUENCE { hashAlg OBJECT IDENTIFIER, digest OCTET STRING }`, SHA-384 only. */
function readFwid(reader: DerReader): Uint8Array {
  const fwid = reader.inside('fwid');
  if (fwid.oid('hashAlg') !== SHA_384) throw new Malformed('leaf.fwid.hashAlg', 'not SHA-384');
  const digest = fwid.octetString('digest');
  fwid.end();
  if (digest.length !== 48) throw new Malformed('leaf.fwid.digest', 'not 48 bytes');
  return digest;
}

/**
 * `DiceTcbInfo` (DICE Attestation Architecture 1.1, section 6.1.1): the first of its fwids is the firmware's, the second
 * is its configuration's (zero in genuine certificates; attestation-sdk reads the first).
 */
function readTcbInfo(value: Uint8Array): FirmwareIdentity {
  const outer = new DerReader(value, 'leaf.DiceTcbInfo');
  const info = outer.inside('DiceTcbInfo');
  outer.end();
  let fwid: Uint8Array | undefined;
  let flags: OperationalFlags | null = null;
  let last = -1;
  while (info.next !== undefined) {
    const tag = info.next;
    const field = tag & 0x1f;
    // The members are optional and in order: a duplicate would be two answers.
    if (field <= last) throw new Malformed('leaf.DiceTcbInfo', 'members out of order');
    last = field;
    if (tag === constructedTag(6)) {
      const list = info.inside('fwids', tag);
      fwid = readFwid(list);
      while (list.next !== undefined) readFwid(list);
    } else if (tag === primitiveTag(7)) flags = operationalFlags(info.content('flags', tag));
    else info.element(`member ${String(field)}`);
  }
  if (fwid === undefined) throw new Malformed('leaf.DiceTcbInfo.fwids', 'missing');
  return { fwid, flags };
}

/** An IMPLICIT BIT STRING: the number of unused bits, then bits from the highest down. */
function operationalFlags(content: Uint8Array): OperationalFlags {
  const [unused, first] = content;
  if (unused === undefined || unused > 7 || first === undefined)
    throw new Malformed('leaf.DiceTcbInfo.flags', 'not a bit string');
  const isSet = (bit: number): boolean => (first & (0x80 >> bit)) !== 0;
  return {
    notConfigured: isSet(FLAG.notConfigured),
    notSecure: isSet(FLAG.notSecure),
    recovery: isSet(FLAG.recovery),
    debug: isSet(FLAG.debug),
  };
}
