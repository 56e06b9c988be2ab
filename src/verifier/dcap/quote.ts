import { toHex } from '../bytes/hex.ts';
import { isZero, Reader } from '../bytes/reader.ts';
import { Malformed, unlessMalformed, Unsupported } from '../malformed.ts';
import { readSignatureSection, type SignatureSection } from './signature-section.ts';

/**
 * The structure shared by SGX and TDX quotes. Sources: "Intel SGX ECDSA Quote Library Reference", A.4 (version 3); "Intel TDX
 * DCAP: Quote Generation Library and Quote Verification Library", A.3 (version 4) and A.4 (version 5).
 */
export type Quote = {
  readonly version: 3 | 4 | 5;
  readonly body: QuoteBody;
  /** Header and body as received (with version 5's type and size): what the attestation key signs. */
  readonly signed: Uint8Array;
  readonly signature: SignatureSection;
  /** First 16 bytes of the header's user data: the quoting enclave installation. Informational. */
  readonly qeId: Uint8Array;
  /** How many non-padding bytes follow the signature section: nothing binds them, whatever they say. */
  readonly unboundBytes: number;
};

/** The four report bodies: an enclave's (384 bytes), and a TD's of 1.0 (584), 1.5 (648) and 1.5 with its extension (885). */
export type BodyKind = 'sgx-report' | 'td-report-1.0' | 'td-report-1.5' | 'td-report-1.5-ex';

/** The body with its kind, not yet taken apart. */
export type QuoteBody = { readonly kind: BodyKind; readonly bytes: Uint8Array };

/** Which of the two TEEs quoted, by the header's TEE type. */
export type QuoteTee = 'sgx' | 'tdx';

const TEE_TYPE: Readonly<Record<QuoteTee, number>> = { sgx: 0x00, tdx: 0x81 };

/** Size in bytes, and the number that version 5 gives it. */
const BODIES: readonly { readonly kind: BodyKind; readonly tee: QuoteTee; readonly type: number; readonly size: number }[] = [
  { kind: 'sgx-report', tee: 'sgx', type: 1, size: 384 },
  { kind: 'td-report-1.0', tee: 'tdx', type: 2, size: 584 },
  { kind: 'td-report-1.5', tee: 'tdx', type: 3, size: 648 },
  { kind: 'td-report-1.5-ex', tee: 'tdx', type: 4, size: 885 },
];

/** ECDSA-256-with-P-256; 3 (P-384) is reserved. */
const ATTESTATION_KEY_TYPE = 2;
/** Intel's quoting enclaves; another vendor's would sign another format. */
const INTEL_QE_VENDOR = '939a7233f79c4ca9940a0db3957f0607';

/** Header versions that Intel may yet release; a higher number is not a version. */
const MAX_VERSION = 15;

/**
 * Does the header say that this is a quote of that TEE? Looks at the header only; never throws. An Intel quote of an unknown
 * version or TEE counts as SGX, whose reader reports what is newer.
 */
export function claimsTee(bytes: Uint8Array, tee: QuoteTee): boolean {
  return unlessMalformed(() => {
    const reader = new Reader(bytes, 'quote');
    const version = reader.u16le('version');
    reader.u16le('attestation key type');
    const teeType = reader.u32le('TEE type');
    if (version >= 3 && version <= 5 && Object.values(TEE_TYPE).includes(teeType)) return teeType === TEE_TYPE[tee];
    reader.bytes('QE SVN, PCE SVN', 4);
    const isIntels = toHex(reader.bytes('QE vendor id', 16)) === INTEL_QE_VENDOR;
    return tee === 'sgx' && isIntels && version >= 3 && version <= MAX_VERSION;
  }, false);
}

/**
 * Bytes → quote. Bytes after the signature section are legal and unsigned: hypervisors pad quotes with zeros, and some frameworks
 * put their own claims there. @throws Malformed, and Unsupported for what this release does not know
 */
export function readQuote(bytes: Uint8Array): Quote {
  const reader = new Reader(bytes, 'quote');
  const version = readVersion(reader);
  if (reader.u16le('attestation key type') !== ATTESTATION_KEY_TYPE)
    throw new Unsupported('quote.attestation key type', 'not ECDSA P-256');
  const teeType = reader.u32le('TEE type');
  reader.bytes('QE SVN, PCE SVN', 4);
  if (toHex(reader.bytes('QE vendor id', 16)) !== INTEL_QE_VENDOR) throw new Malformed('quote.QE vendor id', 'not Intel');
  const qeId = reader.bytes('user data: QE id', 16);
  reader.bytes('user data: rest', 4);
  const body = readBody(reader, version, teeType);
  const signed = reader.since(0);
  const section = reader.nested('signature section', reader.u32le('signature section length'));
  const signature = readSignatureSection(section, version);
  const rest = reader.rest('behind the quote');
  return { version, body, signed, signature, qeId, unboundBytes: isZero(rest) ? 0 : rest.length };
}

function readVersion(reader: Reader): 3 | 4 | 5 {
  const version = reader.u16le('version');
  if (version > 5 && version <= MAX_VERSION) throw new Unsupported('quote.version', `version ${String(version)} is not known`);
  if (version !== 3 && version !== 4 && version !== 5) throw new Malformed('quote.version', 'not 3, 4 or 5');
  return version;
}

function readBody(reader: Reader, version: 3 | 4 | 5, teeType: number): QuoteBody {
  // Version 3 has no TEE type: its reserved zeros read as SGX. Version 4 implies the body; version 5 names it.
  const named = version === 5 ? { type: reader.u16le('body type'), size: reader.u32le('body size') } : undefined;
  const body = BODIES.find(
    ({ tee, type }) =>
      TEE_TYPE[tee] === teeType && (named === undefined || named.type === type) && (version > 3 || tee === 'sgx'),
  );
  const known =
    Object.values(TEE_TYPE).includes(teeType) && BODIES.some(({ type }) => named === undefined || named.type === type);
  if (!known) throw new Unsupported('quote.TEE type', `TEE type ${String(teeType)}, body ${String(named?.type ?? 'implied')}`);
  if (body === undefined) throw new Malformed('quote.TEE type', 'no such body in this version');
  if (named !== undefined && named.size !== body.size) throw new Malformed('quote.body size', 'not the size of its type');
  return { kind: body.kind, bytes: reader.bytes('body', body.size) };
}
