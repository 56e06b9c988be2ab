import {
  concat,
  EVIDENCE_TYPES,
  open,
  parseJsonObject,
  toAscii,
  traceReads,
  unlessMalformed,
  type Evidence,
  type EvidenceType,
  type FieldRead,
  type JsonObject,
  type Opening,
} from '../../verifier/index.ts';
import { CMW_INDICATOR, evidenceTypeOf, readCmwRecord, type CmwRecord } from '../../verifier/protocol/index.ts';
import { isAzureTdxReport, isNitroPayload, isSign1 } from './named.ts';
import { asciiText, unwrap } from './unwrap.ts';

/** A document that came beside the evidence: endorsements, a binding. */
export type Attachments = { readonly mediaType: string; readonly bytes: Uint8Array };

/** What an input was found to be. */
export type Recognised = {
  readonly evidence: Evidence;
  readonly opening: Opening;
  /** What the parser read, field by field, up to where it stopped. */
  readonly reads: readonly FieldRead[];
  readonly attachments: readonly Attachments[];
  /** What the evidence was wrapped in, outermost first. */
  readonly wrappings: readonly string[];
};

/** More than a site may send; enough for any evidence somebody kept. */
export const MAX_INPUT_BYTES = 1 << 20;

/**
 * Finds out what some bytes are: evidence bare or in hexadecimal, base64, PEM, a CMW record or collection.
 * @returns null when they are nothing that resembles evidence. Never throws.
 */
export function recognise(input: Uint8Array): Recognised | null {
  if (input.length === 0 || input.length > MAX_INPUT_BYTES) return null;
  const { bytes, wrappings } = unwrap(input);
  const records = cmwRecords(bytes);
  const found = records.map((record) => ({ record, type: evidenceType(record) })).find(({ type }) => type !== undefined);
  if (found?.type !== undefined) {
    const { record, type } = found;
    return {
      ...opened({ type, bytes: record.bytes, parameters: Object.fromEntries(record.type.parameters) }),
      attachments: records.filter((one) => one !== record).map((one) => ({ mediaType: one.type.name, bytes: one.bytes })),
      wrappings: [...wrappings, 'CMW'],
    };
  }
  const best = bestOf(bytes);
  return best === undefined ? null : { ...best, attachments: [], wrappings };
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

/** Least bytes that show the algorithm, and AMD's only one, ECDSA P-384 with SHA-384 (AMD 56860, table 23). */
const SNP_ALGORITHM_AT = 0x34;
const SNP_ALGORITHM = 1;

/**
 * A SEV-SNP report of any version from 2 on, also one that is newer than this release (AMD 56860, table 23), or Azure's
 * wrapping of one, `HCLA`.
 */
function resemblesSnp(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0x48, 0x43, 0x4c, 0x41])) return !isAzureTdxReport(bytes);
  const [version = 0, ...rest] = bytes.slice(0, 4);
  return version >= 2 && rest.every((byte) => byte === 0) && bytes[SNP_ALGORITHM_AT] === SNP_ALGORITHM;
}

/** Damaged evidence still shows what it was by how it begins. Keystone's begins with a hash, which shows nothing. */
const RESEMBLES: Readonly<Record<EvidenceType, (bytes: Uint8Array) => boolean>> = {
  'dcap-quote': (bytes) => startsWith(bytes, [3, 0, 2, 0], [4, 0, 2, 0], [5, 0, 2, 0]),
  'ias-report': (bytes) => says(bytes, 'isvEnclaveQuoteStatus'),
  'snp-report': resemblesSnp,
  'snp-extended-report': resemblesSnp,
  // Others sign with COSE too: what AWS writes shows in the payload.
  'nitro-document': (bytes) => isSign1(bytes) && isNitroPayload(bytes),
  'keystone-report': () => false,
  'keystone-report-json': (bytes) => says(bytes, '"security_monitor"'),
  'sanctum-chain': (bytes) => says(bytes, 'sanctum-citadel-chain'),
  // SPDM 1.1 GET_MEASUREMENTS, signature requested, all blocks; or the lists that hold such reports.
  'nvidia-gpu-evidence': (bytes) =>
    startsWith(bytes, [0x11, 0xe0, 0x01, 0xff]) || (says(bytes, '"evidence"') && says(bytes, '"certificate"')),
};

/** The records of a collection, a record by itself, or none. What is no record is ignored: this page only looks. */
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
  return unlessMalformed(() => parseJsonObject(bytes, 'input', MAX_INPUT_BYTES + 16), undefined);
}

function record(collection: JsonObject, label: string): readonly CmwRecord[] {
  return unlessMalformed(() => {
    const found = readCmwRecord(collection.value(label), label);
    return found === null ? [] : [found];
  }, []);
}

function evidenceType({ type, indicator }: CmwRecord): EvidenceType | undefined {
  return indicator === CMW_INDICATOR.evidence ? evidenceTypeOf(type.name) : undefined;
}
