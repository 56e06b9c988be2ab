import { toHex } from '../bytes/hex.ts';
import { fromUtf8 } from '../bytes/text.ts';
import { writeJson } from '../encoding/json-writer.ts';
import { unlessMalformed } from '../malformed.ts';

/** One captured response of Intel's Provisioning Certification Service. @param name of a header, in lower case */
export type IntelAnswer = { readonly url: string; header(name: string): string | null; readonly bytes: Uint8Array };

type Part = { readonly path: RegExp; readonly member: string; readonly chain?: string };

/** Which response becomes which member of the collateral document (dcap/collateral-document.ts), by its path. */
const SIGNED: readonly Part[] = [
  { path: /\/certification\/v4\/tcb$/, member: 'tcb_info', chain: 'tcb-info-issuer-chain' },
  { path: /\/certification\/v4\/qe\/identity$/, member: 'qe_identity', chain: 'sgx-enclave-identity-issuer-chain' },
];
const LISTS: readonly Part[] = [
  { path: /\/certification\/v4\/pckcrl$/, member: 'pck_crl' },
  { path: /\/IntelSGXRootCA\.(?:der|crl)$/, member: 'root_ca_crl' },
];

/**
 * Captured responses as the collateral document that is read here: a service staples them, and a recording contains them. Of two
 * responses to one request the first counts; anything but Intel's responses is left out.
 */
export function collateralOf(answers: readonly IntelAnswer[]): Uint8Array {
  const found = ({ path }: Part): IntelAnswer | undefined => answers.find(({ url }) => path.test(url.replace(/[?#].*$/, '')));
  const members: Record<string, string> = {};
  for (const part of SIGNED) {
    const answer = found(part);
    const text = answer && unlessMalformed(() => fromUtf8(answer.bytes, part.member), undefined);
    if (answer === undefined || text === undefined) continue;
    members[part.member] = text;
    const chain = decoded(answer.header(part.chain ?? ''));
    if (chain !== null) members[`${part.member}_issuer_chain`] = chain;
  }
  for (const part of LISTS) {
    const answer = found(part);
    if (answer !== undefined) members[part.member] = toHex(answer.bytes);
  }
  return writeJson(members);
}

/** Chains travel in headers, URL-encoded (Intel SGX PCS API v4). */
function decoded(header: string | null): string | null {
  try {
    return header === null ? null : decodeURIComponent(header);
  } catch {
    return null;
  }
}
