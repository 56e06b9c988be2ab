import { Gunzip } from 'fflate';

/** What may come out of one packed piece, in bytes: a bomb stops here, whatever it says of its size. */
export const MAX_INFLATED_BYTES = 1 << 20;
/** Pushed at once; gzip gives at most about a thousand times as much. In bytes. */
const CHUNK_BYTES = 1024;

/** Is this gzip (RFC 1952, section 2.3.1)? */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** Unpacked bytes; `too-large` for more than `MAX_INFLATED_BYTES`, undefined for what is no gzip or damaged. Never throws. */
export function inflate(bytes: Uint8Array): Uint8Array | 'too-large' | undefined {
  const chunks: Uint8Array[] = [];
  const state = { size: 0, isFinal: false };
  const gunzip = new Gunzip((chunk, final) => {
    state.size += chunk.length;
    if (state.size <= MAX_INFLATED_BYTES) chunks.push(chunk.slice());
    state.isFinal = final;
  });
  try {
    for (let at = 0; at < bytes.length && state.size <= MAX_INFLATED_BYTES; at += CHUNK_BYTES)
      gunzip.push(bytes.slice(at, at + CHUNK_BYTES), at + CHUNK_BYTES >= bytes.length);
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
