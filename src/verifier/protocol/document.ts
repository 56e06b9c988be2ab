import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { ACCELERATOR_EVIDENCE, type Evidence, type EvidenceType } from '../evidence.ts';
import { cut } from '../facts.ts';
import { Malformed } from '../malformed.ts';
import { readBinding } from './binding-json.ts';
import type { AnyBinding, Binding } from './binding.ts';
import { CMW_INDICATOR, readCmwRecord, type CmwRecord } from './cmw.ts';
import { readExecution, type ExecutionPointer } from './execution.ts';
import {
  BINDING_MEDIA_TYPE,
  CHALLENGE_MEDIA_TYPE,
  COLLECTION_TYPE,
  evidenceMediaType,
  evidenceTypeOf,
  EXECUTION_MEDIA_TYPE,
} from './media-types.ts';

/**
 * The largest attestation document, in bytes (docs/PROTOCOL.md section 2): a machine with eight GPUs and their reference files
 * needs 400 kB.
 */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;
/** Members of a document besides its type. Each may become a problem of its own, which is stored with the tab. */
export const MAX_MEMBERS = 32;
/** How many labels are reported, and how long each may be, in UTF-16 code units. */
const MAX_LABELS = 8;
const MAX_LABEL_CHARACTERS = 40;

/** The names of a document's members. */
export const LABEL = {
  type: '__cmwc_t',
  evidence: 'evidence',
  binding: 'binding',
  accelerators: 'accelerators',
  challenge: 'challenge',
  execution: 'execution',
  /** Evidence registered on a chain is shown next to the fresh evidence and never appraised in its place. */
  registered: 'registered',
} as const;

/** An endorsement as the site sent it; which TEE reads it, and what it contains, is decided elsewhere. */
export type EndorsementDocument = { readonly mediaType: string; readonly bytes: Uint8Array };

/** What a site says about itself: unverified bytes. */
export type SiteDocument = {
  readonly evidence: Evidence;
  readonly binding: AnyBinding | null;
  /** Reports of devices next to the service's processor; appraised next to its evidence and never in its place. */
  readonly accelerators: Evidence | null;
  /** The signature of an attested `challenge` key. */
  readonly challenge: Uint8Array | null;
  readonly endorsements: readonly EndorsementDocument[];
  /** The quote under which the site is registered on a chain, if it sent one. */
  readonly registered: Evidence | null;
  /** A hash that the enclave published on the chain, if the site points to one. */
  readonly execution: ExecutionPointer | null;
};

/** A well-formed collection that does not contain exactly one piece of evidence. */
export class NotOneEvidence extends Malformed {
  readonly found: 'none' | 'several';
  /** The members that the site used, in its own words, as far as needed to find the mistake. */
  readonly labels: string;

  constructor(found: NotOneEvidence['found'], records: readonly Labelled[]) {
    super('document', `${found === 'none' ? 'no' : 'several pieces of'} evidence`);
    this.name = 'NotOneEvidence';
    this.found = found;
    const labels = records.slice(0, MAX_LABELS).map(({ label }) => cut(label, MAX_LABEL_CHARACTERS));
    this.labels = [...labels, ...(records.length > MAX_LABELS ? ['…'] : [])].join(', ');
  }
}

type Labelled = CmwRecord & { readonly label: string };

/**
 * Reads an attestation document (docs/PROTOCOL.md section 2). @throws Malformed for anything else; `NotOneEvidence` if only the
 * number of evidence members is wrong
 */
export function readDocument(bytes: Uint8Array): SiteDocument & { readonly binding: Binding | null } {
  const collection = parseJsonObject(bytes, 'document', MAX_DOCUMENT_BYTES);
  if (collection.string(LABEL.type) !== COLLECTION_TYPE) throw new Malformed('document.__cmwc_t', 'another collection type');
  if (collection.names.length > MAX_MEMBERS) throw new Malformed('document', 'more members than any document has');
  const records = collection.names
    .filter((label) => label !== LABEL.type)
    .map((label) => readRecord(collection, label))
    .filter((record) => record !== null);

  const evidence = theEvidence(records);
  const binding = member(records, LABEL.binding, BINDING_MEDIA_TYPE);
  const execution = member(records, LABEL.execution, EXECUTION_MEDIA_TYPE);
  return {
    evidence: asEvidence(evidence),
    binding: binding === null ? null : readBinding(binding.bytes),
    accelerators: acceleratorsIn(records),
    challenge: member(records, LABEL.challenge, CHALLENGE_MEDIA_TYPE)?.bytes ?? null,
    endorsements: records
      .filter(({ indicator }) => indicator === CMW_INDICATOR.endorsements)
      .map(({ type, bytes: document }) => ({ mediaType: type.name, bytes: document })),
    registered: optional(records.find(({ label }) => label === LABEL.registered)),
    execution: execution === null ? null : readExecution(execution.bytes),
  };
}

/** One member; null for a nested collection, which has no meaning here. */
function readRecord(collection: JsonObject, label: string): Labelled | null {
  const record = readCmwRecord(collection.value(label), `document.${cut(label, MAX_LABEL_CHARACTERS)}`);
  return record === null ? null : { label, ...record };
}

/** The service's one piece of evidence, under its own name. @throws NotOneEvidence */
function theEvidence(records: readonly Labelled[]): Labelled {
  const found = records.filter(({ label, type }) => serviceEvidence(type.name) !== undefined && label !== LABEL.registered);
  if (found.length > 1) throw new NotOneEvidence('several', found);
  const evidence = records.find(({ label }) => label === LABEL.evidence);
  if (evidence === undefined || serviceEvidence(evidence.type.name) === undefined) throw new NotOneEvidence('none', records);
  return evidence;
}

/** A GPU's report is evidence of a device next to the service's processor, never of the service. */
function serviceEvidence(mediaType: string): EvidenceType | undefined {
  const type = evidenceTypeOf(mediaType);
  return ACCELERATOR_EVIDENCE.some((one) => one === type) ? undefined : type;
}

function asEvidence(record: Labelled): Evidence {
  const path = `document.${record.label}`;
  const type = serviceEvidence(record.type.name);
  if (type === undefined) throw new Malformed(path, 'no evidence type of ours');
  if (record.indicator !== CMW_INDICATOR.evidence) throw new Malformed(path, 'not marked as evidence');
  return { type, bytes: record.bytes, parameters: Object.fromEntries(record.type.parameters) };
}

/** Devices that this release does not know are ignored: what it does not read proves nothing either way. */
function acceleratorsIn(records: readonly Labelled[]): Evidence | null {
  const record = records.find(({ label }) => label === LABEL.accelerators);
  const type = ACCELERATOR_EVIDENCE.find((one) => record?.type.name === evidenceMediaType(one));
  if (record === undefined || type === undefined) return null;
  if (record.indicator !== CMW_INDICATOR.evidence) throw new Malformed('document.accelerators', 'not marked as evidence');
  return { type, bytes: record.bytes, parameters: {} };
}

function optional(record: Labelled | undefined): Evidence | null {
  return record === undefined ? null : asEvidence(record);
}

/** The member of this name, which must have this media type and be marked as evidence. */
function member(records: readonly Labelled[], label: string, mediaType: string): Labelled | null {
  const record = records.find((one) => one.label === label);
  if (record === undefined) return null;
  if (record.type.name !== mediaType) throw new Malformed(`document.${label}`, `not ${mediaType}`);
  if (record.indicator !== CMW_INDICATOR.evidence) throw new Malformed(`document.${label}`, 'not marked as evidence');
  return record;
}
