import { fromPem, type Anchor } from '../../verifier/index.ts';
import { file, refuse, text } from './value.ts';
import type { Word } from './family.ts';

const looksLikePem = (bytes: Uint8Array): boolean => bytes[0] === 0x2d;

/** Certificates in a file, DER (one) or PEM (one or more). @throws Malformed for a file that is neither */
export function certificatesIn(bytes: Uint8Array, field: string): readonly Uint8Array[] {
  return looksLikePem(bytes) ? fromPem(bytes, 'CERTIFICATE', field) : [bytes];
}

/** The one certificate in the file that the word names, as a test anchor: results that rest on it are simulated. */
export async function testAnchor(word: Word): Promise<Anchor> {
  const [certificate, ...others] = certificatesIn(await file(word), word.path);
  if (certificate === undefined || others.length > 0) return refuse(word.path, 'not exactly one certificate');
  return { name: text(word), certificate, test: true };
}
