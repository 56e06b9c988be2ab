import { Gunzip, Unzlib } from 'fflate';

/** The most that one compressed piece may yield, in bytes: a bomb stops here, whatever size it states. */
export const MAX_INFLATED_BYTES = 1 << 20;
/** How much is pushed at once; gzip yields at most about a thousand times as much. In bytes. */
const CHUNK_BYTES = 1024;

/** Is this gzip (RFC 1952, section 2.3.1)? */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** Is this zlib with the usual window (RFC 1950, section 2.2)? The two bytes are a multiple of 31. */
const isZlib = ([first = 0, second = 0]: Uint8Array): boolean => first === 0x78 && (first * 256 + second) % 31 === 0;

/** Is this compressed in a way that is decompressed here? */
export const isPacked = (bytes: Uint8Array): boolean => isGzip(bytes) || (isZlib(bytes) && bytes.length > 16);

/**
 * Decompressed bytes; `too-large` for more than `MAX_INFLATED_BYTES`, undefined for anything but gzip, or damaged gzip. Never
 * throws.
 */
export function inflate(bytes: Uint8Array): Uint8Array | 'too-large' | undefined {
  const chunks: Uint8Array[] = [];
  const state = { size: 0, isFinal: false };
  const packed = new (isGzip(bytes) ? Gunzip : Unzlib)((chunk, final) => {
    state.size += chunk.length;
    if (state.size <= MAX_INFLATED_BYTES) chunks.push(chunk.slice());
    state.isFinal = final;
  });
  try {
    for (let at = 0; at < bytes.length && state.size <= MAX_INFLATED_BYTES; at += CHUNK_BYTES)
      packed.push(bytes.slice(at, at + CHUNK_BYTES), at + CHUNK_BYTES >= bytes.length);
  } catch {
    return undefined;
  }
  if (state.size > MAX_INFLATED_BYTES) return 'too-large';
  return state.isFinal ? joined(chunks, state.size) : undefined;
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
