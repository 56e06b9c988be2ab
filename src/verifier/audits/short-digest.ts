import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, type Hex } from '../bytes/hex.ts';

/**
 * SHA-256 of something no larger than a statement, computed here: the platform answers from another thread, which takes longer
 * than the digest itself, and a list holds thousands.
 */
export const shortDigest = (bytes: Uint8Array): Hex => toHex(sha256(bytes));
