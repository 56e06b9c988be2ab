import { toBase64 } from '../../bytes/base64.ts';
import { preAuthEncoding } from '../../audits/dsse.ts';
import { keyOfSpki, type AuditKey } from '../../audits/audit-key.ts';
import { measurementDigest, type NamedCode } from '../../audits/measurement.ts';
import { LIST_MEDIA_TYPE, LIST_TYPE, PREDICATE_TYPE, STATEMENT_MEDIA_TYPE, STATEMENT_TYPE } from '../../audits/vocabulary.ts';
import { ed25519Key, type TestKey } from '../keys.ts';

/** JSON as a test needs it: anything, including what no auditor writes. */
export type Written = Record<string, unknown>;

/** A signed envelope, as JSON. */
export type SignedEnvelope = {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** 32 bytes in hex that no compiler makes. */
export const MRENCLAVE = '11'.repeat(32);

/** An enclave by that measurement alone. */
export const SGX_CODE: NamedCode = { tee: 'sgx', registers: { MRENCLAVE } };

/** An auditor's key as lists write it. */
export const auditKeyOf = ({ spki }: TestKey): AuditKey => keyOfSpki(spki);

/** The auditor of most tests. */
export const AUDITOR = ed25519Key('auditor one');

/** One more, whom no list names unless a test adds it. */
export const OTHER_AUDITOR = ed25519Key('auditor two');

/** A DSSE envelope over this text, with a signature by each of the keys (PAE of the DSSE protocol, 1.0). */
export function signEnvelope(payloadType: string, text: string, keys: readonly TestKey[]): SignedEnvelope {
  const payload = utf8(text);
  const message = preAuthEncoding(payloadType, payload);
  return { payloadType, payload: toBase64(payload), signatures: keys.map((key) => ({ sig: toBase64(key.sign(message)) })) };
}

/** `predicate.measurement` of this code. */
export const measurementJson = ({ tee, registers }: NamedCode): Written => ({
  tee,
  ...Object.fromEntries(Object.entries(registers).map(([name, value]) => [name.toLowerCase(), value])),
});

/** The text of a statement about this code; `predicate` and `top` replace members, `undefined` removes one. */
export function statementText(code: NamedCode = SGX_CODE, predicate: Written = {}, top: Written = {}): string {
  return JSON.stringify({
    _type: STATEMENT_TYPE,
    subject: [{ name: 'vault 1.2.0', digest: { sha256: measurementDigest(code) } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      verifier: { id: 'https://auditor.example/v1', name: 'Example Security AG' },
      timeCreated: '2026-10-02T09:00:00Z',
      properties: ['TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED'],
      measurement: measurementJson(code),
      source: { uri: 'git+https://github.com/example/vault', digest: { gitCommit: 'ab'.repeat(20) }, tag: 'v1.2.0' },
      report: { uri: 'https://auditor.example/vault.pdf', digest: { sha256: 'cd'.repeat(32) }, title: 'Vault 1.2, a review' },
      validity: { notBefore: '2026-10-02T00:00:00Z', notAfter: '2027-10-02T00:00:00Z' },
      ...predicate,
    },
    ...top,
  });
}

/** A statement, signed. */
export function signedStatement(
  code: NamedCode = SGX_CODE,
  predicate: Written = {},
  keys: readonly TestKey[] = [AUDITOR],
): Promise<SignedEnvelope> {
  return Promise.resolve(signEnvelope(STATEMENT_MEDIA_TYPE, statementText(code, predicate), keys));
}

const keyJson = (key: TestKey, use: string): Written => ({
  alg: key.algorithm === 'ed25519' ? 'ed25519' : 'p256',
  key: toBase64(key.raw),
  use,
});

/** `keys` of a list. */
export const keysJson = (
  current: readonly TestKey[],
  more: Readonly<Record<string, readonly TestKey[]>> = {},
  threshold = 1,
): Written => ({
  threshold,
  ids: [
    ...current.map((key) => keyJson(key, 'current')),
    ...Object.entries(more).flatMap(([use, keys]) => keys.map((key) => keyJson(key, use))),
  ],
});

/** The text of a list; `members` replaces members. */
export function listText(members: Written = {}): string {
  return JSON.stringify({
    type: LIST_TYPE,
    id: 'https://auditor.example/tee-audits',
    title: 'Example Security: enclave audits',
    homepage: 'https://auditor.example/',
    version: 1,
    issued: '2026-11-20T00:00:00Z',
    expires: '2026-12-20T00:00:00Z',
    keys: keysJson([AUDITOR]),
    statements: [],
    ...members,
  });
}

/** A list, signed, as the bytes that a server returns. */
export function signedList(members: Written = {}, keys: readonly TestKey[] = [AUDITOR]): Uint8Array {
  return utf8(JSON.stringify(signEnvelope(LIST_MEDIA_TYPE, listText(members), keys)));
}
