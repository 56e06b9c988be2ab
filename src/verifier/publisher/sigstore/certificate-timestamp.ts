import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { Reader } from '../../bytes/reader.ts';
import { rawFromDer } from '../../crypto/signature-form.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { constructedTag, DerReader, TAG } from '../../encoding/der.ts';
import { derElement } from '../../encoding/der-element.ts';
import { Malformed, unlessMalformed } from '../../malformed.ts';
import { instant } from '../../time.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { wasInUse, type LogKey } from './trust.ts';

/** Signed certificate timestamps inside a certificate (RFC 6962 section 3.3). */
const EMBEDDED_TIMESTAMPS = '1.3.6.1.4.1.11129.2.4.2';

const MAX_TIMESTAMPS = 8;

/** ECDSA over SHA-256 (RFC 5246 section 7.4.1.4.1), the only one in use by logs. */
const SHA256_ECDSA = 0x0403;

type CertificateTimestamp = {
  /** 32 bytes. */
  readonly logId: Uint8Array;
  /** Eight bytes, milliseconds. */
  readonly timestamp: Uint8Array;
  readonly extensions: Uint8Array;
  /** DER. */
  readonly signature: Uint8Array;
};

/** Lists of RFC 6962 have 16-bit lengths, outside and for each item. @throws Malformed */
function readTimestamps(value: Uint8Array): readonly CertificateTimestamp[] {
  const outer = new DerReader(value, 'SCT list');
  const reader = new Reader(outer.octetString('list'), 'SCT list');
  outer.end();
  const list = new Reader(reader.bytes('list', reader.u16be('length')), 'SCT list');
  reader.end();
  const timestamps: CertificateTimestamp[] = [];
  while (list.remaining > 0) {
    if (timestamps.length === MAX_TIMESTAMPS) throw new Malformed('SCT list', 'too many');
    timestamps.push(readTimestamp(list.bytes('SCT', list.u16be('length'))));
  }
  return timestamps;
}

function readTimestamp(bytes: Uint8Array): CertificateTimestamp {
  const reader = new Reader(bytes, 'SCT');
  if (reader.u8('version') !== 0) throw new Malformed('SCT.version', 'not version 1');
  const logId = reader.bytes('log ID', 32);
  const timestamp = reader.bytes('timestamp', 8);
  const extensions = reader.bytes('extensions', reader.u16be('extensions length'));
  if (reader.u16be('algorithm') !== SHA256_ECDSA) throw new Malformed('SCT.algorithm', 'not ECDSA over SHA-256');
  const signature = reader.bytes('signature', reader.u16be('signature length'));
  reader.end();
  return { logId, timestamp, extensions, signature };
}

/** TBSCertificate without the list itself: what the log saw before the list was inserted (RFC 6962 section 3.2). */
function withoutTimestamps(signed: Uint8Array): Uint8Array {
  const outer = new DerReader(signed, 'certificate');
  const tbs = outer.inside('tbsCertificate');
  const before: Uint8Array[] = [];
  while (tbs.next !== undefined && tbs.next !== constructedTag(3)) before.push(tbs.element('field'));
  const wrapper = tbs.inside('extensions', constructedTag(3));
  const list = wrapper.inside('Extensions');
  const kept: Uint8Array[] = [];
  while (list.next !== undefined) {
    const extension = list.element('Extension');
    if (extensionId(extension) !== EMBEDDED_TIMESTAMPS) kept.push(extension);
  }
  return derElement(TAG.sequence, ...before, derElement(constructedTag(3), derElement(TAG.sequence, ...kept)));
}

function extensionId(extension: Uint8Array): string {
  return new DerReader(extension, 'certificate').inside('Extension').oid('extnID');
}

/** Big-endian, `size` bytes. */
const lengthOf = (bytes: Uint8Array, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => Math.floor(bytes.length / 256 ** (size - 1 - at)) % 256);

/** What the log signed: the digitally-signed struct of RFC 6962 section 3.2, for a precertificate. */
const signedData = ({ timestamp, extensions }: CertificateTimestamp, issuerKeyHash: Uint8Array, tbs: Uint8Array): Uint8Array =>
  concat(
    Uint8Array.of(0, 0),
    timestamp,
    Uint8Array.of(0, 1),
    issuerKeyHash,
    lengthOf(tbs, 3),
    tbs,
    lengthOf(extensions, 2),
    extensions,
  );

/**
 * Is the certificate in a known certificate transparency log? Otherwise an authority could issue one that nobody else ever sees.
 * Every timestamp of a known log must hold, and there must be one; unknown logs prove nothing. @param issuer whose key signed the
 * certificate
 */
export async function isCertificateLogged(
  certificate: Certificate,
  issuer: Certificate,
  logs: readonly LogKey[],
  crypto: CryptoPort,
): Promise<boolean> {
  const extension = certificate.extensions.get(EMBEDDED_TIMESTAMPS);
  if (extension === undefined) return false;
  const timestamps = unlessMalformed(() => readTimestamps(extension.value), []);
  const tbs = withoutTimestamps(certificate.signed);
  const issuerKeyHash = await crypto.digest('sha-256', issuer.spki);
  const known = timestamps.flatMap((timestamp) => {
    const log = logs.find(({ logId }) => logId === toHex(timestamp.logId));
    return log === undefined ? [] : [{ timestamp, log }];
  });
  const holds = await Promise.all(
    known.map(({ timestamp, log }) => isBy(log, timestamp, signedData(timestamp, issuerKeyHash, tbs), crypto)),
  );
  return holds.length > 0 && holds.every(Boolean);
}

async function isBy(
  log: LogKey,
  { timestamp, signature }: CertificateTimestamp,
  message: Uint8Array,
  crypto: CryptoPort,
): Promise<boolean> {
  const milliseconds = Number(new Reader(timestamp, 'SCT').u64be('timestamp'));
  if (!Number.isSafeInteger(milliseconds) || !wasInUse(log, instant(milliseconds))) return false;
  const raw = unlessMalformed(() => rawFromDer(signature, 32), undefined);
  return raw !== undefined && (await crypto.verifySignature(log.algorithm, log.spki, raw, message));
}
