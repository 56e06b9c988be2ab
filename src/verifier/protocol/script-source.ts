import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { readSpki } from '../crypto/spki.ts';
import { Malformed, unlessMalformed } from '../malformed.ts';

/** The number of bytes of each kind of script source (CSP Level 3, section 2.3.1; Signature-based Integrity for Ed25519). */
const VALUE_BYTES = { sha256: 32, sha384: 48, sha512: 64, ed25519: 32 } as const;

/** A hash, or a public key of Ed25519, in the words of the policy. */
export type ScriptSourceKind = keyof typeof VALUE_BYTES;

declare const read: unique symbol;

/**
 * One source of a Content-Security-Policy's `script-src`, without its quotes: `sha256-…`, `sha384-…`, `sha512-…` or `ed25519-…`,
 * the value in base64 with padding. Only this file creates sources, from bytes of the right number that it encodes itself, so
 * that no other text from evidence can reach a header.
 */
export type ScriptSource = `${ScriptSourceKind}-${string}` & { readonly [read]: true };

/** A source of this kind. @throws Malformed for another number of bytes */
export function scriptSource(kind: ScriptSourceKind, value: Uint8Array): ScriptSource {
  if (value.length !== VALUE_BYTES[kind]) throw new Malformed('script-source', 'value of another length');
  return `${kind}-${toBase64(value)}` as ScriptSource;
}

/** The source that this text represents, in its only spelling. @throws Malformed */
export function readScriptSource(text: string): ScriptSource {
  const [, name = '', value = ''] = /^([a-z0-9]+)-([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  if (!Object.hasOwn(VALUE_BYTES, name)) throw new Malformed('script-source', 'not an algorithm, a dash and base64');
  // A name in the table, as looked up in the line before.
  return scriptSource(name as ScriptSourceKind, fromBase64(value, 'script-source'));
}

/** Is this text a script source, as in a stored record? */
export const isScriptSource = (text: string): text is ScriptSource =>
  unlessMalformed(() => readScriptSource(text), null) === text;

/** The source that names an Ed25519 key. @param spki SubjectPublicKeyInfo DER. @throws Malformed for a key of another kind */
export function scriptKey(spki: Uint8Array): ScriptSource {
  const key = readSpki(spki);
  if (key.kind !== 'ed25519') throw new Malformed('binding.keys.script', 'not an Ed25519 key');
  return scriptSource('ed25519', key.key);
}

/** Is it a key? Not every browser checks signatures of scripts. */
export const isKey = (source: ScriptSource): boolean => source.startsWith('ed25519-');
