import { fromPem, unlessMalformed, type Anchor } from '../../verifier/index.ts';
import { file, refuse, text } from './value.ts';
import type { Word } from './family.ts';

const looksLikePem = (bytes: Uint8Array): boolean => bytes[0] === 0x2d;

/**
 * What the caller supplies to be judged: the blocks of a PEM text, or otherwise the content itself. An unreadable text is then
 * judged like any bytes that are not a certificate, with the same decision.
 */
export function handedOver(content: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL', field: string): readonly Uint8Array[] {
  if (!looksLikePem(content)) return [content];
  return unlessMalformed(() => fromPem(content, label, field), [content]);
}

/** The one certificate in the named file, as a test anchor: results that rest on it are simulated. @throws Malformed */
export async function testAnchor(word: Word): Promise<Anchor> {
  const content = await file(word);
  const [certificate, ...others] = looksLikePem(content) ? fromPem(content, 'CERTIFICATE', word.path) : [content];
  if (certificate === undefined || others.length > 0) return refuse(word.path, 'not exactly one certificate');
  return { name: text(word), certificate, test: true };
}
