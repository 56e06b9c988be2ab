import { readCbor } from '../../encoding/cbor.ts';
import { CborMap } from '../../encoding/cbor-value.ts';
import { readSign1, type Sign1 } from '../../encoding/cose.ts';
import { Malformed } from '../../malformed.ts';
import { instant, type Instant } from '../../time.ts';
import { readCertificate, type Certificate } from '../../x509/certificate.ts';

/** Limits of attestation_process.md, section 3.2.2.2, in bytes unless stated otherwise. */
const LIMIT = {
  payload: 16_384,
  certificate: 1024,
  publicKey: 1024,
  // The text says 512, the CDDL and the hardware 1024: genuine documents contain more than 512.
  userData: 1024,
  nonce: 1024,
  pcrIndex: 31,
  // Twice as many CA certificates as AWS's path lengths allow. AWS says [root, intermediate 1 … N].
  cabundle: 8,
} as const;

/** The payload, the largest signature that COSE knows here, header and heads. */
const MAX_DOCUMENT_BYTES = LIMIT.payload + 1024;

/** The register digest decides their length; AWS's CDDL names three, its hardware uses 48. */
const PCR_LENGTHS: readonly number[] = [32, 48, 64];

/** 9999-12-31T23:59:59.999Z: the last time that RFC 3339 can express. */
const LATEST = 253_402_300_799_999;

/** `enclave`: a Nitro enclave (`pcrs`). `tpm`: a whole EC2 instance with NitroTPM (`nitrotpm_pcrs`). */
export type DocumentKind = 'enclave' | 'tpm';

/** An attestation document as read, not yet verified. */
export type NitroDocument = {
  readonly kind: DocumentKind;
  readonly sign1: Sign1;
  readonly moduleId: string;
  readonly timestamp: Instant;
  /** By index, in ascending order. */
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  /** The certificate of the key that signed the document. */
  readonly leaf: Certificate;
  /** As received: the root first. At least one. */
  readonly bundle: readonly Certificate[];
  readonly publicKey: Uint8Array | null;
  readonly userData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
};

/** CBOR → document (attestation_process.md, sections 3.1 to 3.2.2). @throws Malformed */
export function readDocument(bytes: Uint8Array): NitroDocument {
  const sign1 = readSign1(bytes, 'document', MAX_DOCUMENT_BYTES);
  const payload = readPayload(sign1);
  if (payload.text('module_id') === '') throw new Malformed('payload.module_id', 'empty');
  if (payload.text('digest') !== 'SHA384') throw new Malformed('payload.digest', 'not SHA384');
  const { kind, pcrs } = readPcrs(payload);
  return {
    kind,
    sign1,
    moduleId: payload.text('module_id'),
    timestamp: readTimestamp(payload),
    pcrs,
    leaf: readCertificate(payload.bytes('certificate', 1, LIMIT.certificate), 'certificate'),
    bundle: readBundle(payload),
    publicKey: payload.bytesOrNull('public_key', 1, LIMIT.publicKey),
    userData: payload.bytesOrNull('user_data', 0, LIMIT.userData),
    nonce: payload.bytesOrNull('nonce', 0, LIMIT.nonce),
  };
}

function readPayload({ payload }: Sign1): CborMap {
  const value = readCbor(payload, 'payload', { most: LIMIT.payload, indefinite: true });
  if (!(value instanceof CborMap)) throw new Malformed('payload', 'not a map');
  return value;
}

function readTimestamp(payload: CborMap): Instant {
  const timestamp = payload.natural('timestamp');
  if (timestamp === 0 || timestamp > LATEST) throw new Malformed('payload.timestamp', 'no such time');
  return instant(timestamp);
}

function readBundle(payload: CborMap): readonly Certificate[] {
  const bundle = payload.array('cabundle');
  const count = bundle.items.length;
  if (count === 0 || count > LIMIT.cabundle) throw new Malformed(bundle.path, `${String(count)} certificates`);
  return bundle.items.map((_, index) => {
    return readCertificate(bundle.bytes(index, 1, LIMIT.certificate), `cabundle[${String(index)}]`);
  });
}

/** A key that is present and not null: AWS writes null for absent values. */
const holds = (payload: CborMap, key: string): boolean => (payload.value(key) ?? null) !== null;

/** The registers, from whichever of the two maps is present; a document with both or neither is invalid. */
function readPcrs(payload: CborMap): Pick<NitroDocument, 'kind' | 'pcrs'> {
  const enclave = holds(payload, 'pcrs');
  if (enclave === holds(payload, 'nitrotpm_pcrs'))
    throw new Malformed('payload.pcrs', enclave ? 'beside nitrotpm_pcrs' : 'missing');
  const map = payload.map(enclave ? 'pcrs' : 'nitrotpm_pcrs');
  const pcrs = map.keys.map((key): readonly [number, Uint8Array] => {
    if (typeof key !== 'number' || key < 0 || key > LIMIT.pcrIndex) throw new Malformed(map.path, 'index is not 0 to 31');
    const value = map.bytes(key, 0, 64);
    if (!PCR_LENGTHS.includes(value.length)) throw new Malformed(`${map.path}.${String(key)}`, `${String(value.length)} bytes`);
    return [key, value];
  });
  if (pcrs.length === 0) throw new Malformed(map.path, 'no register');
  return { kind: enclave ? 'enclave' : 'tpm', pcrs: new Map(pcrs.sort(([a], [b]) => a - b)) };
}
