import { fromHex } from '../bytes/hex.ts';
import { toAscii } from '../bytes/text.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';

/** Intel's largest document is under 10 kB. In bytes. */
const MAX_DOCUMENT_BYTES = 1024 * 1024;

/**
 * A document of Intel's PCS: `{"<name>": {…}, "signature": "<128 hex>"}`. The signature covers the member's text exactly as sent
 * (PCS API v4, "Get TCB Info": "Signature calculated over tcbInfo body without whitespaces").
 */
export type SignedJson = {
  readonly body: JsonObject;
  /** The texts, one of which the signature must cover, as bytes. */
  readonly signed: readonly Uint8Array[];
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
};

/** @param name `tcbInfo` or `enclaveIdentity` @throws Malformed */
export function readSignedJson(bytes: Uint8Array, name: string): SignedJson {
  const document = parseJsonObject(bytes, name, MAX_DOCUMENT_BYTES);
  const source = document.source(name);
  const signature = fromHex(document.string('signature'), `${name}.signature`);
  if (signature.length !== 64) throw new Malformed(`${name}.signature`, 'not 64 bytes');
  // Pretty-printed copies still contain what Intel signed: the same text without the white space.
  const texts = document.isSpaced(name) ? [source, withoutWhiteSpace(source)] : [source];
  return { body: document.object(name), signed: texts.map((text) => toAscii(text, name)), signature };
}

/** JSON text without white space outside strings; the text has been parsed, so strings are closed and escapes complete. */
function withoutWhiteSpace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, string: string | undefined) => string ?? '');
}
