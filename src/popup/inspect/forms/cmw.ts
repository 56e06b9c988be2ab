import {
  ACCELERATOR_EVIDENCE,
  concat,
  parseJsonObject,
  toAscii,
  unlessMalformed,
  type Evidence,
  type JsonObject,
} from '../../../verifier/index.ts';
import {
  CMW_INDICATOR,
  evidenceTypeOf,
  readCmwRecord,
  type CmwRecord,
  type EndorsementDocument,
} from '../../../verifier/protocol/index.ts';

const MAX_DOCUMENT_BYTES = 1 << 20;
const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;

/** Evidence that declares its type, the documents attached to it, and attached evidence of devices. */
export type CmwEvidence = {
  readonly evidence: Evidence;
  readonly attached: readonly EndorsementDocument[];
  readonly devices: readonly Evidence[];
};

/** A CMW record or collection (RFC 9999) with evidence of a known type; undefined for anything else. */
export function cmwEvidence(bytes: Uint8Array): CmwEvidence | undefined {
  const records = cmwRecords(bytes);
  const all = records.flatMap((record) => {
    const type = record.indicator === CMW_INDICATOR.evidence ? evidenceTypeOf(record.type.name) : undefined;
    return type === undefined ? [] : [{ record, type }];
  });
  const ofDevices = all.filter(({ type }) => ACCELERATOR_EVIDENCE.some((one) => one === type));
  const found = all.find((one) => !ofDevices.includes(one)) ?? all[0];
  if (found === undefined) return undefined;
  return {
    evidence: asEvidence(found),
    attached: records.filter((one) => one !== found.record).map((one) => ({ mediaType: one.type.name, bytes: one.bytes })),
    devices: ofDevices.filter((one) => one !== found).map(asEvidence),
  };
}

const asEvidence = ({ record, type }: { readonly record: CmwRecord; readonly type: Evidence['type'] }): Evidence => ({
  type,
  bytes: record.bytes,
  parameters: Object.fromEntries(record.type.parameters),
});

/** The records of a collection, a single record, or none. Anything that is not a record is ignored: this page only inspects. */
function cmwRecords(bytes: Uint8Array): readonly CmwRecord[] {
  const first = bytes.find((byte) => byte > 0x20);
  if (first === OPENING_BRACE) {
    const collection = jsonObject(bytes);
    return collection === undefined ? [] : collection.names.flatMap((label) => record(collection, label));
  }
  if (first !== OPENING_BRACKET || bytes.length > MAX_DOCUMENT_BYTES) return [];
  const wrapped = jsonObject(concat(toAscii('{"record":', 'record'), bytes, toAscii('}', 'record')));
  return wrapped === undefined ? [] : record(wrapped, 'record');
}

function jsonObject(bytes: Uint8Array): JsonObject | undefined {
  return unlessMalformed(() => parseJsonObject(bytes, 'input', MAX_DOCUMENT_BYTES + 16), undefined);
}

function record(collection: JsonObject, label: string): readonly CmwRecord[] {
  return unlessMalformed(() => {
    const found = readCmwRecord(collection.value(label), label);
    return found === null ? [] : [found];
  }, []);
}
