import { findCertificates } from '../find-certificates.ts';
import { decodeWhole } from './encodings.ts';
import type { Inner } from './piece.ts';
import { bytesOf } from './text.ts';

/** More blocks than anyone pastes. */
const MAX_BLOCKS = 32;

/** `data:` URLs (RFC 2397): the part after the comma, still encoded. */
export function dataUrl(text: string): Inner | undefined {
  const [, isBase64, body] = /^data:[\w.+/;=-]{0,200}?(;base64)?,([^\s"'<>]+)$/.exec(text) ?? [];
  if (body === undefined) return undefined;
  const plain = percentDecoded(body) ?? body;
  return { bytes: bytesOf(plain), name: isBase64 === undefined ? 'a data: URL' : 'a data: URL' };
}

/** Percent-encoded text (RFC 3986, section 2.1); undefined where nothing is encoded, or it contains something else. */
export function percentDecoded(text: string): string | undefined {
  if (/\s/.test(text) || !/%[0-9a-fA-F]{2}/.test(text) || !/^(?:[^%]|%[0-9a-fA-F]{2})*$/.test(text)) return undefined;
  return text.replace(/%([0-9a-fA-F]{2})/g, (_all, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Fenced blocks of Markdown. */
export function fences(text: string): readonly Inner[] {
  const blocks = [...text.matchAll(/^[ >]*(?:```|~~~)[^\n]*\n([^]*?)\n[ >]*(?:```|~~~)/gm)].slice(0, MAX_BLOCKS);
  return blocks.map(([, body = '']) => ({ bytes: bytesOf(body.replace(/^[ ]*>[ ]?/gm, '')), name: 'Markdown' }));
}

/** PEM blocks (RFC 7468), also with escaped line ends; a certificate is a piece for its own reader. */
export function pemBlocks(text: string): readonly Inner[] {
  const plain = text.replaceAll('\\n', '\n');
  const pattern = /-----BEGIN ([A-Z0-9 ]{1,40})-----\s([A-Za-z0-9+/=\s]+?)-----END \1-----/g;
  const blocks = [...plain.matchAll(pattern)].slice(0, MAX_BLOCKS);
  return blocks.flatMap(([whole, label = '', body = '']): readonly Inner[] => {
    const name = `PEM (${label})`;
    const decoded = label === 'CERTIFICATE' ? undefined : decodeWhole(body.trim());
    if (decoded !== undefined && 'inner' in decoded) return [{ bytes: decoded.inner.bytes, name }];
    return findCertificates(bytesOf(whole)).map((bytes) => ({ bytes, name }));
  });
}
