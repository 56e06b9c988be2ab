/**
 * The forms in which sites serve evidence, each read by an adapter of that name (docs/sites): our own document, and what
 * others already used before it. A site directory names them, so a name stays what it is.
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

export type AdapterId = (typeof ADAPTER_IDS)[number];

/** Paths of requests for evidence whose query names our nonce, each request having an address of its own: only those can be watched. */
export const EVIDENCE_PATHS: readonly string[] = [
  '/.well-known/attestation',
  '/.well-known/tinfoil-attestation',
  '/v1/attestation/report',
  '/v1/aci/attestation',
  '/enclave/attestation',
];
