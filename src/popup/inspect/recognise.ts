import {
  CMW_INDICATOR,
  concat,
  EVIDENCE_TYPES,
  isCcel,
  Malformed,
  open,
  parseJsonObject,
  readCmwRecord,
  toAscii,
  traceReads,
  type CmwRecord,
  type Evidence,
  type EvidenceType,
  type FieldRead,
  type JsonObject,
  type Opening,
} from '../../verifier/index.ts';
import { asciiText, unwrap } from './unwrap.ts';

/** A document that came beside the evidence: endorsements, a binding. */
export type Beside = { readonly mediaType: string; readonly bytes: Uint8Array };

/** What an input was found to be. */
export type Recognised = {
  readonly evidence: Evidence;
  readonly opening: Opening;
  /** What the parser read, field by field, up to where it stopped. */
  readonly reads: readonly FieldRead[];
  readonly beside: readonly Beside[];
  /** What the evidence was wrapped in, outermost first. */
  readonly wrappings: readonly string[];
};

/** More than a site may send; enough for any evidence somebody kept. */
export const MOST_INPUT = 1 << 20;

/**
 * Finds out what some bytes are: evidence bare or in hexadecimal, base64, PEM, a CMW record or collection.
 * @returns null when they are nothing that resembles evidence. Never throws.
 */
export function recognise(input: Uint8Array): Recognised | null {
  if (input.length === 0 || input.length > MOST_INPUT) return null;
  const { bytes, wrappings } = unwrap(input);
  const records = cmwRecords(bytes);
  const found = records.map((record) => ({ record, type: evidenceType(record) })).find(({ type }) => type !== undefined);
  if (found?.type !== undefined) {
    const { record, type } = found;
    return {
      ...opened({ type, bytes: record.bytes, parameters: Object.fromEntries(record.type.parameters) }),
      beside: records.filter((one) => one !== record).map((one) => ({ mediaType: one.type.name, bytes: one.bytes })),
      wrappings: [...wrappings, 'CMW'],
    };
  }
  const best = bestOf(bytes);
  return best === undefined ? null : { ...best, beside: [], wrappings };
}

/** Why these bytes, which belong to evidence, are none by themselves; null for what is not known either. Never throws. */
export function notByItself(input: Uint8Array): 'binary-event-log' | null {
  if (input.length > MOST_INPUT) return null;
  return isCcel(unwrap(input).bytes) ? 'binary-event-log' : null;
}

type Opened = Pick<Recognised, 'evidence' | 'opening' | 'reads'>;

function opened(evidence: Evidence): Opened {
  const { value, reads } = traceReads(evidence.bytes, () => open(evidence));
  return { evidence, opening: value, reads };
}

/** The first type under which the bytes read; failing that, the first that they at least resemble. */
function bestOf(bytes: Uint8Array): Opened | undefined {
  const attempts = EVIDENCE_TYPES.map((type) => opened({ type, bytes, parameters: {} }));
  return (
    attempts.find(({ opening }) => opening.at === 'opened') ?? attempts.find(({ evidence }) => RESEMBLES[evidence.type](bytes))
  );
}

const says = (bytes: Uint8Array, word: string): boolean => asciiText(bytes)?.includes(word) === true;
const startsWith = (bytes: Uint8Array, ...options: readonly (readonly number[])[]): boolean =>
  options.some((wanted) => wanted.every((byte, i) => bytes[i] === byte));

/** SEV-SNP report versions 2, 3 and 5 (AMD 56860), or Azure's wrapping, `HCLA`. */
const resemblesSnp = (bytes: Uint8Array): boolean =>
  startsWith(bytes, [2, 0, 0, 0], [3, 0, 0, 0], [5, 0, 0, 0], [0x48, 0x43, 0x4c, 0x41]) && bytes.length > 64;

/** Damaged evidence still shows what it was by how it begins. Keystone's begins with a hash, which shows nothing. */
const RESEMBLES: Readonly<Record<EvidenceType, (bytes: Uint8Array) => boolean>> = {
  'dcap-quote': (bytes) => startsWith(bytes, [3, 0, 2, 0], [4, 0, 2, 0], [5, 0, 2, 0]),
  'ias-report': (bytes) => says(bytes, 'isvEnclaveQuoteStatus'),
  'snp-report': resemblesSnp,
  'snp-extended-report': resemblesSnp,
  // COSE_Sign1, with or without its tag, and the protected header {1: -35} (RFC 9052, section 4.2).
  'nitro-document': (bytes) => startsWith(bytes, [0x84, 0x44, 0xa1, 0x01], [0xd2, 0x84, 0x44, 0xa1]),
  'keystone-report': () => false,
  'keystone-report-json': (bytes) => says(bytes, '"security_monitor"'),
  'sanctum-chain': (bytes) => says(bytes, 'sanctum-citadel-chain'),
  // SPDM 1.1 GET_MEASUREMENTS, signature requested, all blocks; or the lists that hold such reports.
  'nvidia-gpu-evidence': (bytes) =>
    startsWith(bytes, [0x11, 0xe0, 0x01, 0xff]) || (says(bytes, '"evidence"') && says(bytes, '"certificate"')),
};

/** The records of a collection, a record by itself, or none. What is no record is passed over: this page only looks. */
function cmwRecords(bytes: Uint8Array): readonly CmwRecord[] {
  const text = asciiText(bytes)?.trimStart();
  if (text?.startsWith('{') === true) {
    const collection = jsonObject(bytes);
    return collection === undefined ? [] : collection.names.flatMap((label) => record(collection, label));
  }
  if (text?.startsWith('[') !== true) return [];
  const wrapped = jsonObject(concat(toAscii('{"record":', 'record'), bytes, toAscii('}', 'record')));
  return wrapped === undefined ? [] : record(wrapped, 'record');
}

function jsonObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseJsonObject(bytes, 'input', MOST_INPUT + 16);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function record(collection: JsonObject, label: string): readonly CmwRecord[] {
  try {
    const found = readCmwRecord(collection.value(label), label);
    return found === null ? [] : [found];
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
}

function evidenceType({ type, indicator }: CmwRecord): EvidenceType | undefined {
  if (indicator !== CMW_INDICATOR.evidence) return undefined;
  return EVIDENCE_TYPES.find((one) => type.name === `application/vnd.sealmark.${one}`);
}
