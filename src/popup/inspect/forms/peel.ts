import { concat, Malformed, parseJson, type Json } from '../../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE } from '../../../verifier/protocol/index.ts';
import { findCertificates } from '../find-certificates.ts';
import { nameOfBytes, nameOfContents, nameOfJson, nameOfText } from '../named.ts';
import { cborMembers } from './cbor-members.ts';
import { certificateValues } from './certificate.ts';
import { dstackAttestation } from './dstack-attestation.ts';
import { embedded, reportAndCertificate } from './embedded.ts';
import { decodeWhole, type Lost } from './encodings.ts';
import { hexDump } from './hex-dump.ts';
import { httpResponse } from './http-response.ts';
import { inflate, isPacked, MAX_INFLATED_BYTES } from './inflate.ts';
import { jsonMembers } from './json-members.ts';
import { keystonePrint } from './keystone-print.ts';
import { dataUrl, fences, pemBlocks, percentDecoded } from './markup.ts';
import type { NamedInput } from './named-input.ts';
import { numberLists } from './number-list.ts';
import { openEnclave } from './open-enclave.ts';
import type { Inner } from './piece.ts';
import { resembles } from './resembles.ts';
import { stringLiteral } from './string-literal.ts';
import { bytesOf, textOf, utf16TextOf } from './text.ts';
import { tokenName } from './token.ts';
import { encodedTokens } from './tokens.ts';

/** What bytes turned out to wrap, or a name where they are known but not evidence. */
export type Peeled = { readonly inner: readonly Inner[]; readonly named?: NamedInput };

const NOTHING: Peeled = { inner: [] };

/** No evidence is shorter: a value with a letter too few is a mistyped fingerprint, or no encoding at all. */
const MIN_EVIDENCE_BYTES = 256;

const holds = (...inner: readonly (Inner | undefined)[]): Peeled | undefined => {
  const found = inner.filter((one) => one !== undefined);
  return found.length === 0 ? undefined : { inner: found };
};

/** Removes one wrapping, the first that matches. Total and deterministic; nothing that was found is trusted. */
export function peel(bytes: Uint8Array): Peeled {
  if (isPacked(bytes)) return unpacked(bytes);
  const answer = httpResponse(bytes);
  if (answer !== undefined) return { inner: answer };
  const utf16 = utf16TextOf(bytes);
  if (utf16 !== undefined) return { inner: [{ bytes: bytesOf(utf16), name: 'UTF-16' }] };
  const text = textOf(bytes);
  return text === undefined ? peelBinary(bytes) : peelText(bytes, text.trim());
}

function unpacked(bytes: Uint8Array): Peeled {
  const inner = inflate(bytes);
  if (inner === 'too-large') return { inner: [], named: { name: 'gzip-too-large', facts: { most: MAX_INFLATED_BYTES } } };
  return inner === undefined
    ? { inner: [], named: { name: 'gzip-damaged', facts: {} } }
    : { inner: [{ bytes: inner, name: 'gzip' }] };
}

function peelBinary(bytes: Uint8Array): Peeled {
  const whole = nameOfBytes(bytes);
  const name = whole ?? nameOfContents(bytes);
  const named = name === undefined ? {} : { named: { name, facts: {} } };
  const inner =
    holds(openEnclave(bytes)) ??
    holds(dstackAttestation(bytes)) ??
    holds(reportAndCertificate(bytes)) ??
    holds(...(certificateValues(bytes) ?? [])) ??
    holds(...(cborMembers(bytes) ?? [])) ??
    // Not in bytes of a known kind, nor in evidence followed by something.
    holds(...(whole === undefined && resembles(bytes) === undefined ? embedded(bytes) : [])) ??
    NOTHING;
  return { ...inner, ...named };
}

function peelText(bytes: Uint8Array, text: string): Peeled {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { inner: [{ bytes: bytesOf(text), name: 'a byte order mark' }] };
  const token = tokenName(text);
  if (token !== undefined) return { inner: [], named: token };
  return (/^[[{"]/.test(text) ? peelJson(text) : undefined) ?? peelPlain(bytes, text);
}

/** Strict JSON; undefined for anything else, or with a duplicate member, so that other readings may be tried. */
function peelJson(text: string): Peeled | undefined {
  const parsed = parsedJson(text);
  if ('error' in parsed) return parsed.error.why === 'occurs twice' ? ambiguous(parsed.error) : undefined;
  const name = nameOfJson(parsed.json, text);
  return { inner: jsonMembers(parsed.json), ...(name === undefined ? {} : { named: { name, facts: {} } }) };
}

function parsedJson(text: string): { readonly json: Json } | { readonly error: Malformed } {
  try {
    return { json: parseJson(text, 'JSON') };
  } catch (error) {
    if (error instanceof Malformed) return { error };
    throw error;
  }
}

/** A duplicate member: two readers could take different ones, so none is taken. */
const ambiguous = ({ field }: Malformed): Peeled => ({
  inner: [],
  named: { name: 'json-twice', facts: { field } },
});

function peelPlain(bytes: Uint8Array, text: string): Peeled {
  // Before anything else: a dump without characters consists of hexadecimal digits, and only its offsets show that it is one.
  const dump = hexDump(text);
  if (dump !== undefined) return { inner: dump };
  const percent = percentDecoded(text);
  // A label and its dashes consist of base64url letters.
  const decoded = text.includes('-----BEGIN') ? undefined : decodeWhole(text);
  const lost = decoded !== undefined && 'lost' in decoded ? decoded.lost : undefined;
  if (lost !== undefined && lost.start.length >= MIN_EVIDENCE_BYTES) return { inner: [], named: incomplete(lost) };
  const name = nameOfText(bytes, text);
  const inner =
    holds(decoded !== undefined && 'inner' in decoded ? decoded.inner : undefined) ??
    holds(dataUrl(text)) ??
    holds(percent === undefined ? undefined : { bytes: bytesOf(percent), name: 'percent-encoding' }) ??
    holds(keystonePrint(text)) ??
    holds(stringLiteral(text)) ??
    holds(...fences(text)) ??
    holds(...pemBlocks(text), ...withoutPem(text)) ??
    holds(...numberLists(text)) ??
    holds(...encodedTokens(text)) ??
    NOTHING;
  return { ...inner, ...(name === undefined ? {} : { named: { name, facts: {} } }) };
}

/** The text next to PEM blocks: a log with a certificate in it may also contain a quote. */
function withoutPem(text: string): readonly Inner[] {
  if (!text.includes('-----BEGIN')) return [];
  const certificates = findCertificates(bytesOf(text));
  const attached =
    certificates.length === 0 ? [] : [{ mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes: concat(...certificates) }];
  return encodedTokens(text.replace(/-----BEGIN [^-]*-----[^-]*-----END [^-]*-----/g, '\n')).map((inner) => ({
    ...inner,
    attached,
  }));
}

const incomplete = ({ encoding, characters }: Lost): NamedInput =>
  encoding === 'hexadecimal'
    ? { name: 'hexadecimal-incomplete', facts: { count: characters } }
    : { name: 'base64-incomplete', facts: { count: characters } };
