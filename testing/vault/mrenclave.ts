import { createHash } from 'node:crypto';

/** The size of the pieces in which every page of an enclave is measured (bytes). */
const CHUNK_BYTES = 256;

/** Bytes of an EPC page. */
export const PAGE_BYTES = 4096;

/** SECINFO.FLAGS (Intel SDM, volume 3D, 35.11): access rights, and the type of a page. */
export const FLAGS = { read: 1, write: 2, execute: 4, threadControl: 0x100, regular: 0x200 } as const;

/** A page as it is added: its content, and the flags under which the processor measures it. */
export type EnclavePage = { readonly bytes: Uint8Array; readonly flags: number };

/**
 * MRENCLAVE of an enclave that is built from these pages, one after the other from its beginning, each of them measured: SHA-256
 * over a record of 64 bytes for ECREATE, for each EADD, and for each EEXTEND with the 256 bytes that it measures (Intel SDM,
 * volume 3D, 38.1.1 and the operations of ECREATE, EADD, EEXTEND).
 * @param ssaFrameSize pages of a state save area's frame
 */
export function mrEnclaveOf(pages: readonly EnclavePage[], ssaFrameSize: number): Uint8Array {
  const hash = createHash('sha256');
  const size = powerOfTwoFrom(pages.length * PAGE_BYTES);
  hash.update(
    record('ECREATE', (view) => {
      view.setUint32(8, ssaFrameSize, true);
      view.setBigUint64(12, BigInt(size), true);
    }),
  );
  for (const [index, { bytes, flags }] of pages.entries()) {
    if (bytes.length !== PAGE_BYTES) throw new Error('a page of an enclave has 4096 bytes');
    const offset = index * PAGE_BYTES;
    hash.update(
      record('EADD', (view) => {
        view.setBigUint64(8, BigInt(offset), true);
        view.setBigUint64(16, BigInt(flags), true);
      }),
    );
    for (let at = 0; at < PAGE_BYTES; at += CHUNK_BYTES) {
      hash.update(
        record('EEXTEND', (view) => {
          view.setBigUint64(8, BigInt(offset + at), true);
        }),
      );
      hash.update(bytes.subarray(at, at + CHUNK_BYTES));
    }
  }
  return hash.digest();
}

/** 64 bytes that begin with the instruction's name. */
function record(name: string, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(new TextEncoder().encode(name));
  fill(new DataView(bytes.buffer));
  return bytes;
}

function powerOfTwoFrom(least: number): number {
  let size = 2 * PAGE_BYTES;
  while (size < least) size *= 2;
  return size;
}
