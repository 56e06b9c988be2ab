import {
  CborArray,
  CborMap,
  readCbor,
  toHex,
  unlessMalformed,
  type Cbor,
  type Evidence,
  type FieldRead,
} from '../../verifier/index.ts';
import { decodeWhole } from './forms/encodings.ts';
import { textOf } from './forms/text.ts';

/** One line of the decoded evidence. */
export type Row = {
  /** Its path in the specification's names: `enclave report.MRENCLAVE`, `payload.pcrs.0`. */
  readonly name: string;
  readonly depth: number;
  /** The position of the bytes in the evidence; null outside binary layouts. */
  readonly at: { readonly offset: number; readonly length: number } | null;
  /** The value as text; empty for a row that only contains others. */
  readonly value: string;
};

/** The evidence as rows: a binary layout as the parser read it, CBOR and JSON by their own structure. */
export function rowsOf(evidence: Evidence, reads: readonly FieldRead[]): readonly Row[] {
  if (evidence.type === 'nitro-document') return nitroRows(evidence.bytes);
  const text = textOf(evidence.bytes);
  if (text?.trimStart().startsWith('{') === true) return jsonRows(text);
  return layoutRows(evidence.bytes, reads);
}

type Node = FieldRead & { readonly inner: Node[] };

/** Nested reads become a tree; what was read twice, or skipped on the way to something, counts once. */
function layoutRows(bytes: Uint8Array, reads: readonly FieldRead[]): readonly Row[] {
  const roots: Node[] = [];
  const open: Node[] = [];
  const end = ({ offset, length }: FieldRead): number => offset + length;
  for (const read of distinct(reads)) {
    while (open.length > 0 && read.offset >= end(last(open))) open.pop();
    const parent = open.at(-1);
    const node = { ...read, inner: [] };
    // A read that only overlaps was made to skip bytes.
    if (parent !== undefined && end(read) > end(parent)) continue;
    (parent?.inner ?? roots).push(node);
    open.push(node);
  }
  const rows = (nodes: readonly Node[], depth: number): readonly Row[] =>
    nodes.flatMap((node) => [rowOf(bytes, node, depth), ...rows(node.inner, depth + 1)]);
  return rows(roots, 0);
}

function last(nodes: readonly Node[]): Node {
  const node = nodes.at(-1);
  if (node === undefined) throw new RangeError('last: nothing there');
  return node;
}

function distinct(reads: readonly FieldRead[]): readonly FieldRead[] {
  const seen = new Map<string, FieldRead>();
  for (const read of reads) {
    if (read.length === 0 || read.field.startsWith('before ')) continue;
    seen.set(`${String(read.offset)} ${String(read.length)} ${read.structure} ${read.field}`, read);
  }
  return [...seen.values()].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function rowOf(bytes: Uint8Array, { structure, field, offset, length, as, inner }: Node, depth: number): Row {
  const part = bytes.slice(offset, offset + length);
  const number = as === 'bytes' ? undefined : numberOf(part, as.endsWith('be'));
  const value = inner.length > 0 ? '' : number === undefined ? toHex(part) : `${String(number)} (0x${number.toString(16)})`;
  return { name: `${structure}.${field}`, depth, at: { offset, length }, value };
}

function numberOf(bytes: Uint8Array, bigEndian: boolean): bigint {
  const digits = bigEndian ? [...bytes] : [...bytes].reverse();
  return digits.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** COSE_Sign1: an array of four, whose first and third items are again CBOR. */
function nitroRows(bytes: Uint8Array): readonly Row[] {
  const outer = tryCbor(bytes);
  if (!(outer instanceof CborArray)) return [];
  const [header, unprotectedPart, payload, signature] = outer.items;
  return [
    ...cborRows('protected', inner(header), 0),
    ...cborRows('unprotected', unprotectedPart, 0),
    ...cborRows('payload', inner(payload), 0),
    ...cborRows('signature', signature, 0),
  ];
}

const MAX_CBOR_BYTES = 1 << 18;
/** COSE_Sign1 (RFC 9052, section 2). */
const SIGN1_TAG = 18;

function tryCbor(bytes: Uint8Array): Cbor | undefined {
  return unlessMalformed(
    () => readCbor(bytes, 'document', { most: MAX_CBOR_BYTES, indefinite: true, tag: SIGN1_TAG }),
    undefined,
  );
}

const inner = (value: Cbor | undefined): Cbor | undefined => (value instanceof Uint8Array ? (tryCbor(value) ?? value) : value);

function cborRows(name: string, value: Cbor | undefined, depth: number): readonly Row[] {
  if (value === undefined) return [];
  const row = (text: string): Row => ({ name, depth, at: null, value: text });
  if (value instanceof CborMap && value.keys.length === 0) return [row('(empty)')];
  if (value instanceof CborMap)
    return [row(''), ...value.keys.flatMap((key) => cborRows(`${name}.${String(key)}`, value.value(key), depth + 1))];
  if (value instanceof CborArray)
    return [row(''), ...value.items.flatMap((item, i) => cborRows(`${name}.${String(i)}`, item, depth + 1))];
  return [row(value instanceof Uint8Array ? toHex(value) : String(value))];
}

function jsonRows(text: string): readonly Row[] {
  return walk('', parsed(text), 0);
}

/** Only drawn, never appraised: the verifier reads the bytes with its own parser. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The form that carries an EPID report together with its signature has the report in base64. */
function inBase64(text: string): unknown {
  if (!text.startsWith('eyJ')) return undefined;
  const decoded = decodeWhole(text);
  const inside = decoded !== undefined && 'inner' in decoded ? textOf(decoded.inner.bytes) : undefined;
  return inside === undefined ? undefined : parsed(inside);
}

function walk(name: string, value: unknown, depth: number): readonly Row[] {
  const opened = typeof value === 'string' ? inBase64(value) : undefined;
  if (opened !== undefined) return walk(name, opened, depth);
  if (typeof value !== 'object' || value === null) return [{ name, depth, at: null, value: String(value) }];
  const rows = Object.entries(value).flatMap(([key, part]) =>
    walk(name === '' ? key : `${name}.${key}`, part, name === '' ? 0 : depth + 1),
  );
  return name === '' ? rows : [{ name, depth, at: null, value: '' }, ...rows];
}
