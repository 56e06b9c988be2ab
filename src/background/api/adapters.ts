/**
 * The forms in which sites serve evidence, each read by the adapter of that name (docs/sites): our own document, and formats that
 * existed before it. The site directory refers to these names, so they never change.
 */
export const ADAPTER_IDS = [
  'sealmark',
  'tinfoil',
  'near',
  'dstack-ingress',
  'dstack-gateway',
  'aci',
  'evervault',
  'secretvm',
  'maple',
  'nitriding',
  'ra-tls',
] as const;

/** Name of one of these forms; the verifier's list has the same names. */
export type AdapterId = (typeof ADAPTER_IDS)[number];

/**
 * Paths whose request for evidence carries our nonce in the query. Only these can be watched, because each request has an address
 * of its own.
 */
export const EVIDENCE_PATHS: readonly string[] = [
  '/.well-known/attestation',
  '/.well-known/tinfoil-attestation',
  '/v1/attestation/report',
  '/v1/aci/attestation',
  '/enclave/attestation',
];
