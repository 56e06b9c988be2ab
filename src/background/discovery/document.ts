import {
  ACCELERATOR_EVIDENCE,
  boundedFacts,
  CMW_INDICATOR,
  cut,
  EVIDENCE_TYPES,
  Malformed,
  parseJsonObject,
  readCmwRecord,
  type Binding,
  type CmwRecord,
  type Evidence,
  type EvidenceType,
  type JsonObject,
} from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import { parseBinding } from '../../verifier/protocol/binding-json.ts';
import { parseExecution, type ExecutionPointer } from '../../verifier/protocol/execution.ts';

/** Largest attestation document, bytes (docs/PROTOCOL.md section 2): a machine with eight GPUs and their reference files has 400 kB. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** Members of a document. Each may become a problem of its own, which is kept with the tab. */
const MAX_MEMBERS = 32;
/** Labels that are told, and how long each may be, UTF-16 code units. */
const MAX_LABELS = 8;
const MAX_LABEL_CHARACTERS = 40;

const COLLECTION = 'tag:sealmark.dev,2026:site-attestation#1';
const BINDING = 'application/vnd.sealmark.binding+json';
const CHALLENGE = 'application/vnd.sealmark.challenge';
const ACCELERATORS = 'accelerators';
const EXECUTION = 'application/vnd.sealmark.execution+json';
/** Evidence that stands on a chain is shown beside the fresh one and never judged in its place. */
const REGISTERED = 'registered';

/** What a site says about itself: bytes that nobody has believed yet. */
export type SiteDocument = {
  readonly evidence: Evidence;
  readonly binding: Binding | null;
  /** Reports of devices beside the service's processor; judged beside its evidence and never in its place. */
  readonly accelerators: Evidence | null;
  /** Signature of an attested `challenge` key. */
  readonly challenge: Uint8Array | null;
  readonly endorsements: readonly { readonly mediaType: string; readonly bytes: Uint8Array }[];
  /** The quote under which the site stands in a registry, if it sent one along. */
  readonly registered: Evidence | null;
  /** A hash that the enclave published on the chain, if the site points to one. */
  readonly execution: ExecutionPointer | null;
};

type Labelled = CmwRecord & { readonly label: string };

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
  return { problem: { code, fault: 'site', remedy: 'ask-the-site', facts: boundedFacts(facts) } };
}

/** What members a site used, in its own words, as far as somebody who looks for the mistake needs them. */
function told(records: readonly Labelled[]): string {
  const labels = records.slice(0, MAX_LABELS).map(({ label }) => cut(label, MAX_LABEL_CHARACTERS));
  return [...labels, ...(records.length > MAX_LABELS ? ['…'] : [])].join(', ');
}

function parseDocument(bytes: Uint8Array): ReturnType<typeof readDocument> {
  const collection = parseJsonObject(bytes, 'document', MAX_DOCUMENT_BYTES);
  if (collection.string('__cmwc_t') !== COLLECTION) throw new Malformed('document.__cmwc_t', 'another collection type');
  if (collection.names.length > MAX_MEMBERS) throw new Malformed('document', 'more members than any document has');
  const records = collection.names
    .filter((label) => label !== '__cmwc_t')
    .map((label) => readRecord(collection, label))
    .filter((record) => record !== null);

  const found = records.filter(({ label, type }) => evidenceType(type.name) !== undefined && label !== REGISTERED);
  if (found.length > 1) return siteProblem('document.several-evidences', { labels: told(found) });
  const evidence = records.find(({ label }) => label === 'evidence');
  if (evidence === undefined || evidenceType(evidence.type.name) === undefined)
    return siteProblem('document.no-evidence', { labels: told(records) });

  const binding = member(records, 'binding', BINDING);
  const execution = member(records, 'execution', EXECUTION);
  return {
    document: {
      evidence: asEvidence(evidence),
      binding: binding === null ? null : parseBinding(binding.bytes),
      accelerators: acceleratorsIn(records),
      challenge: member(records, 'challenge', CHALLENGE)?.bytes ?? null,
      endorsements: records
        .filter(({ indicator }) => indicator === CMW_INDICATOR.endorsements)
        .map(({ type, bytes: document }) => ({ mediaType: type.name, bytes: document })),
      registered: optional(records.find(({ label }) => label === REGISTERED)),
      execution: execution === null ? null : parseExecution(execution.bytes),
    },
  };
}

/** One member; null for a nested collection, which says nothing to us. */
function readRecord(collection: JsonObject, label: string): Labelled | null {
  const record = readCmwRecord(collection.value(label), `document.${label.slice(0, 40)}`);
  return record === null ? null : { label, ...record };
}

/** A GPU's report is evidence of a device beside the service's processor, and never of the service. */
const isOfService = (type: EvidenceType): boolean => !ACCELERATOR_EVIDENCE.some((one) => one === type);

function evidenceType(mediaType: string): EvidenceType | undefined {
  return EVIDENCE_TYPES.filter(isOfService).find((type) => mediaType === `application/vnd.sealmark.${type}`);
}

function asEvidence(record: Labelled): Evidence {
  const path = `document.${record.label}`;
  const type = evidenceType(record.type.name);
  if (type === undefined) throw new Malformed(path, 'no evidence type of ours');
  if (record.indicator !== CMW_INDICATOR.evidence) throw new Malformed(path, 'not marked as evidence');
  return { type, bytes: record.bytes, parameters: Object.fromEntries(record.type.parameters) };
}

/** Other devices than those that this release knows are ignored: what it does not read proves nothing either way. */
function acceleratorsIn(records: readonly Labelled[]): Evidence | null {
  const record = records.find(({ label }) => label === ACCELERATORS);
  const type = ACCELERATOR_EVIDENCE.find((one) => record?.type.name === `application/vnd.sealmark.${one}`);
  if (record === undefined || type === undefined) return null;
  if (record.indicator !== CMW_INDICATOR.evidence) throw new Malformed('document.accelerators', 'not marked as evidence');
  return { type, bytes: record.bytes, parameters: {} };
}

function optional(record: Labelled | undefined): Evidence | null {
  return record === undefined ? null : asEvidence(record);
}

/** The member of this name, which must be of this media type and marked as evidence. */
function member(records: readonly Labelled[], label: string, mediaType: string): Labelled | null {
  const record = records.find((one) => one.label === label);
  if (record === undefined) return null;
  if (record.type.name !== mediaType) throw new Malformed(`document.${label}`, `not ${mediaType}`);
  if (record.indicator !== CMW_INDICATOR.evidence) throw new Malformed(`document.${label}`, 'not marked as evidence');
  return record;
}
