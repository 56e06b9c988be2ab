import { concat } from '../bytes/equal.ts';
import { toAscii } from '../bytes/text.ts';
import { Malformed } from '../malformed.ts';
import { readCbor } from './cbor.ts';
import { CborArray, CborMap } from './cbor-value.ts';

/** Header parameters (RFC 9052 section 3.1). */
export const COSE_HEADER = { algorithm: 1, critical: 2 } as const;

/** Algorithms (RFC 9053 section 2.1). */
export const COSE_ALGORITHM = { es384: -35 } as const;

/** CBOR tag of COSE_Sign1 (RFC 9052 section 2). AWS leaves it out. */
const SIGN1_TAG = 18;

/** A COSE_Sign1 (RFC 9052 section 4.2), not yet verified. */
export type Sign1 = {
  /** The protected header as received, and as read. */
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: CborMap;
  /** Nobody signed this; it must not be used. */
  readonly unprotectedHeader: CborMap;
  /** As received: this is what the signature covers, however oddly encoded. */
  readonly payload: Uint8Array;
  /** r ‖ s for ECDSA (RFC 9053 section 2.1). */
  readonly signature: Uint8Array;
};

/**
 * CBOR → COSE_Sign1, with or without its tag. Detached (null) payloads are refused.
 * @param most cap of the whole in bytes
 * @throws Malformed
 */
export function readSign1(bytes: Uint8Array, what: string, most: number): Sign1 {
  const outer = readCbor(bytes, what, { most, indefinite: false, tag: SIGN1_TAG });
  if (!(outer instanceof CborArray) || outer.items.length !== 4) throw new Malformed(what, 'not an array of four');
  const protectedBytes = outer.bytes(0, 0, most);
  return {
    protectedBytes,
    protectedHeader: readProtected(protectedBytes, `${what}.protected`),
    unprotectedHeader: outer.map(1),
    payload: outer.bytes(2, 1, most),
    signature: outer.bytes(3, 1, most),
  };
}

/** The protected header; no bytes at all represent an empty map (RFC 9052 section 3). */
function readProtected(bytes: Uint8Array, what: string): CborMap {
  if (bytes.length === 0) return new CborMap(new Map(), what);
  const header = readCbor(bytes, what, { most: bytes.length, indefinite: false });
  if (!(header instanceof CborMap)) throw new Malformed(what, 'not a map');
  return header;
}

/** A byte string with its shortest head (RFC 8949 section 3.1); no input here reaches 2^32 bytes. */
function byteString(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length < 24) return concat(Uint8Array.of(0x40 | length), bytes);
  const size = length < 0x100 ? 1 : length < 0x10000 ? 2 : 4;
  const head = Uint8Array.from({ length: size }, (_, index) => length >>> (8 * (size - 1 - index)));
  return concat(Uint8Array.of({ 1: 0x58, 2: 0x59, 4: 0x5a }[size]), head, bytes);
}

const CONTEXT = toAscii('Signature1', 'context');

/**
 * Sig_structure (RFC 9052 section 4.4) without external data: what the signature of a COSE_Sign1 covers. It contains header and
 * payload as received, never re-encoded.
 */
export function signedBytes({ protectedBytes, payload }: Sign1): Uint8Array {
  return concat(
    Uint8Array.of(0x84, 0x60 | CONTEXT.length),
    CONTEXT,
    byteString(protectedBytes),
    byteString(new Uint8Array()),
    byteString(payload),
  );
}
