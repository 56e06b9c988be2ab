import {
  EVIDENCE_TYPES,
  fromBase64Url,
  JsonArray,
  JsonObject,
  Malformed,
  parseJsonObject,
  type Binding,
  type Evidence,
  type EvidenceType,
} from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { parseBinding } from './binding.ts';
import { parseMediaType, type MediaType } from './media-type.ts';

/** Largest attestation document, bytes (docs/PROTOCOL.md section 2). */
export const MOST_DOCUMENT = 256 * 1024;

const COLLECTION = 'tag:sealmark.dev,2026:site-attestation#1';
const BINDING = 'application/vnd.sealmark.binding+json';
const CHALLENGE = 'application/vnd.sealmark.challenge';
/** CMW indicator bits (RFC 9999, section 3.1). */
const IS_ENDORSEMENTS = 2;
const IS_EVIDENCE = 4;
/** Evidence that stands on a chain is shown beside the fresh one and never judged in its place. */
const REGISTERED = 'registered';

/** What a site says about itself: bytes that nobody has believed yet. */
export type SiteDocument = {
  readonly evidence: Evidence;
  readonly binding: Binding | null;
  /** Signature of an attested `challenge` key. */
  readonly challenge: Uint8Array | null;
  readonly endorsements: readonly { readonly mediaType: string; readonly bytes: Uint8Array }[];
  /** The quote under which the site stands in a registry, if it sent one along. */
  readonly registered: Evidence | null;
};

type CmwRecord = { readonly label: string; readonly type: MediaType; readonly bytes: Uint8Array; readonly indicator: number };

/** Reads an attestation document. Never throws: what cannot be read is the site's problem, and has a code. */
export function readDocument(bytes: Uint8Array): { readonly document: SiteDocument } | { readonly problem: Problem } {
  try {
    return parseDocument(bytes);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return siteProblem('document.malformed', { field: error.field, why: error.why, offset: error.offset });
  }
}

function siteProblem(code: Problem['code'], facts: Problem['facts']): { readonly problem: Problem } {
  return { problem: { code, fault: 'site', remedy: 'ask-the-site', facts } };
}

function parseDocument(bytes: Uint8Array): ReturnType<typeof readDocument> {
  const collection = parseJsonObject(bytes, 'document', MOST_DOCUMENT);
  if (collection.string('__cmwc_t') !== COLLECTION) throw new Malformed('document.__cmwc_t', 'another collection type');
  const records = collection.names
    .filter((label) => label !== '__cmwc_t')
    .map((label) => readRecord(collection, label))
    .filter((record) => record !== null);

  const found = records.filter(({ label, type }) => evidenceType(type.name) !== undefined && label !== REGISTERED);
  if (found.length > 1) return siteProblem('document.several-evidences', { labels: found.map(({ label }) => label).join(', ') });
  const evidence = records.find(({ label }) => label === 'evidence');
  if (evidence === undefined || evidenceType(evidence.type.name) === undefined)
    return siteProblem('document.no-evidence', { labels: records.map(({ label }) => label).join(', ') });

  const binding = member(records, 'binding', BINDING);
  return {
    document: {
      evidence: asEvidence(evidence),
      binding: binding === null ? null : parseBinding(binding.bytes),
      challenge: member(records, 'challenge', CHALLENGE)?.bytes ?? null,
      endorsements: records
        .filter(({ indicator }) => indicator === IS_ENDORSEMENTS)
        .map(({ type, bytes: document }) => ({ mediaType: type.name, bytes: document })),
      registered: optional(records.find(({ label }) => label === REGISTERED)),
    },
  };
}

/** `[media type, base64url, indicator]` (RFC 9999, section 3.1); null for a nested collection, which says nothing to us. */
function readRecord(collection: JsonObject, label: string): CmwRecord | null {
  const path = `document.${label.slice(0, 40)}`;
  const value = collection.value(label);
  if (value instanceof JsonObject) return null;
  if (!(value instanceof JsonArray) || value.items.length !== 3) throw new Malformed(path, 'not a CMW record of three');
  const [type, text, indicator] = value.items;
  if (typeof type !== 'string' || typeof text !== 'string') throw new Malformed(path, 'not [media type, base64url, indicator]');
  if (typeof indicator !== 'number' || !Number.isInteger(indicator) || indicator < 0 || indicator > 15)
    throw new Malformed(path, 'not a CMW indicator');
  return { label, type: parseMediaType(type, path), bytes: fromBase64Url(text, path), indicator };
}

function evidenceType(mediaType: string): EvidenceType | undefined {
  return EVIDENCE_TYPES.find((type) => mediaType === `application/vnd.sealmark.${type}`);
}

function asEvidence(record: CmwRecord): Evidence {
  const path = `document.${record.label}`;
  const type = evidenceType(record.type.name);
  if (type === undefined) throw new Malformed(path, 'no evidence type of ours');
  if (record.indicator !== IS_EVIDENCE) throw new Malformed(path, 'not marked as evidence');
  return { type, bytes: record.bytes, parameters: Object.fromEntries(record.type.parameters) };
}

function optional(record: CmwRecord | undefined): Evidence | null {
  return record === undefined ? null : asEvidence(record);
}

/** The member of this name, which must be of this media type and marked as evidence. */
function member(records: readonly CmwRecord[], label: string, mediaType: string): CmwRecord | null {
  const record = records.find((one) => one.label === label);
  if (record === undefined) return null;
  if (record.type.name !== mediaType) throw new Malformed(`document.${label}`, `not ${mediaType}`);
  if (record.indicator !== IS_EVIDENCE) throw new Malformed(`document.${label}`, 'not marked as evidence');
  return record;
}
