import { fromBase64, fromBase64Url } from '../bytes/base64.ts';
import { toAscii } from '../bytes/text.ts';
import type { CryptoPort } from '../crypto/port.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { openKey, type AuditKey } from './audit-key.ts';
import { objectsOf } from './plain-text.ts';

/** A DSSE envelope (secure-systems-lab/dsse, protocol v1.0.0): bytes, their type, and signatures over both. */
export type Envelope = { readonly payloadType: string; readonly payload: Uint8Array; readonly signatures: readonly Signature[] };

/** @property keyId a hint at the key; in envelopes made here, the key's text */
export type Signature = { readonly signature: Uint8Array; readonly keyId: string | null };

/** More signatures than any threshold requires. */
const MAX_SIGNATURES = 16;
const MAX_TYPE_CHARACTERS = 200;

/** An envelope's members; the payload is not parsed. @throws Malformed */
export function readEnvelope(object: JsonObject): Envelope {
  const signatures = objectsOf(object, 'signatures', MAX_SIGNATURES);
  if (signatures.length === 0) throw new Malformed(`${object.path}.signatures`, 'no signature');
  const payloadType = object.string('payloadType');
  if (payloadType.length > MAX_TYPE_CHARACTERS) throw new Malformed(`${object.path}.payloadType`, 'too long');
  return {
    payloadType,
    payload: fromEitherBase64(object.string('payload'), `${object.path}.payload`),
    signatures: signatures.map((one) => {
      const keyId = one.value('keyid');
      const signature = fromEitherBase64(one.string('sig'), `${one.path}.sig`);
      return { signature, keyId: typeof keyId === 'string' ? keyId : null };
    }),
  };
}

/** The standard or the URL-safe alphabet; DSSE wants both accepted. */
function fromEitherBase64(text: string, field: string): Uint8Array {
  const urlSafe = text.includes('-') || text.includes('_') || text.length % 4 !== 0;
  return urlSafe ? fromBase64Url(text.replace(/={1,2}$/, ''), field) : fromBase64(text, field);
}

/**
 * The signed bytes: `DSSEv1 SP length SP type SP length SP payload`, lengths in bytes, in decimal (DSSE protocol v1.0.0, “PAE”).
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = `DSSEv1 ${String(payloadType.length)} ${payloadType} ${String(payload.length)} `;
  const message = new Uint8Array(head.length + payload.length);
  message.set(toAscii(head, 'payloadType'));
  message.set(payload, head.length);
  return message;
}

/** Which of these keys signed the envelope; each signature counts for one key at most. */
export async function signersOf(
  crypto: CryptoPort,
  { payloadType, payload, signatures }: Envelope,
  keys: readonly AuditKey[],
): Promise<readonly AuditKey[]> {
  const message = preAuthEncoding(payloadType, payload);
  const signed = await Promise.all(
    keys.map(async (key) => {
      const { algorithm, spki } = openKey(key, 'key');
      for (const { signature } of signatures) if (await crypto.verifySignature(algorithm, spki, signature, message)) return [key];
      return [];
    }),
  );
  return signed.flat();
}

/** How many signature checks are left; asking for more throws `Malformed`. */
export type CheckBudget = { left: number };

/**
 * Did any of these keys sign the envelope? Keys hinted at by a signature are tried first, so a statement costs one check however
 * many keys its list has; every check uses up the budget, because a list's own signer could demand keys × signatures of them.
 * @throws Malformed if the budget is spent
 */
export async function isSignedByAny(
  crypto: CryptoPort,
  { payloadType, payload, signatures }: Envelope,
  keys: readonly AuditKey[],
  budget: CheckBudget,
): Promise<boolean> {
  const message = preAuthEncoding(payloadType, payload);
  for (const { signature, keyId } of signatures) {
    const hinted = keyId !== null && keys.includes(keyId) ? [keyId] : [];
    for (const key of [...hinted, ...keys.filter((one) => one !== hinted[0])]) {
      if (budget.left <= 0) throw new Malformed('list.statements', 'more signatures to check than any list needs');
      budget.left -= 1;
      const { algorithm, spki } = openKey(key, 'key');
      if (await crypto.verifySignature(algorithm, spki, signature, message)) return true;
    }
  }
  return false;
}
