import { Malformed } from '../../malformed.ts';
import type { Evidence } from '../../evidence.ts';
import { readDocument, type NitroDocument } from '../../tees/nitro/document.ts';

/** A Nitro document, read but not yet verified: formats that send nothing else are read from its fields. @throws Malformed */
export function nitroEvidence(bytes: Uint8Array): { readonly evidence: Evidence; readonly document: NitroDocument } {
  return { evidence: { type: 'nitro-document', bytes, parameters: {} }, document: readDocument(bytes) };
}

/** A field that the format requires. @throws Malformed */
export function needed(field: Uint8Array | null, name: string, length?: number): Uint8Array {
  if (field === null) throw new Malformed(`document.${name}`, 'missing');
  if (length !== undefined && field.length !== length) throw new Malformed(`document.${name}`, `not ${String(length)} bytes`);
  return field;
}
