import { fromBase64Url, parseJsonObject, unlessMalformed, type JsonObject } from '../../../verifier/index.ts';
import type { Named } from '../named.ts';
import type { NamedInput } from './named-input.ts';

const MAX_CLAIMS_BYTES = 1 << 20;

/** Whose word a token is, by its issuer, or by a claim that only one service writes. */
const ISSUERS: readonly { readonly name: Named; readonly issuer: RegExp; readonly claim?: string }[] = [
  { name: 'maa-token', issuer: /^https:\/\/[\w.-]+\.attest\.azure\.(?:net|us|cn)\/?$/, claim: 'x-ms-attestation-type' },
  { name: 'confidential-space-token', issuer: /^https:\/\/confidentialcomputing\.googleapis\.com\/?$/ },
  { name: 'trust-authority-token', issuer: /intel/i, claim: 'attester_tcb_status' },
  { name: 'nvidia-token', issuer: /nvidia/i, claim: 'x-nvidia-overall-att-result' },
];

/** A signed token (JWT, RFC 7519), possibly after `Bearer`: someone's word about evidence, named by its issuer. */
export function tokenName(text: string): NamedInput | undefined {
  const [, header = '', payload = ''] =
    /^(?:authorization:\s*)?(?:bearer\s+)?([\w-]{8,})\.([\w-]{8,})\.[\w-]*$/i.exec(text.trim()) ?? [];
  const [head, claims] = [claimsOf(header), claimsOf(payload)];
  if (head === undefined || claims === undefined || !head.has('alg')) return undefined;
  const issuer = claims.value('iss');
  const known = ISSUERS.find(
    (one) => (typeof issuer === 'string' && one.issuer.test(issuer)) || (one.claim !== undefined && claims.has(one.claim)),
  );
  return {
    name: known?.name ?? 'other-token',
    facts: { issuer: typeof issuer === 'string' ? issuer : 'an issuer that it does not name' },
  };
}

const claimsOf = (part: string): JsonObject | undefined =>
  unlessMalformed(() => parseJsonObject(fromBase64Url(part, 'token'), 'token', MAX_CLAIMS_BYTES), undefined);
