import type { Problem } from '../../background/api/problem.ts';

const ISSUER = 'no authority that this machine trusts issued the certificate, or one between is missing (your own: --web-root)';
const NO_TLS = 'what listens there does not speak TLS';
const NO_NAME = 'the name has no address here';

/** What a failed connection says to whoever runs the site, by the code of Node's error. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this port',
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  ECONNRESET: 'the connection was cut off',
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ISSUER,
};

/** The fact of a `net.unreachable` problem that holds the code. */
const CODE = 'error';

/** That fact, of any error. */
export function errorFact(error: unknown): Readonly<Record<string, string>> {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? { [CODE]: error.code } : {};
}

/** Why no connection came about, as a line for people; null for any other problem. */
export function connectionLine(problem: Problem | null): string | null {
  const code = problem?.code === 'net.unreachable' ? problem.facts[CODE] : undefined;
  if (typeof code !== 'string') return null;
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return `no connection: ${reason === undefined ? code : `${reason} (${code})`}`;
}
