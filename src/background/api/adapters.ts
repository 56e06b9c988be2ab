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

/** Those that this release reads: a site of another form is not asked for what nobody could read. */
export const READ_ADAPTERS: ReadonlySet<AdapterId> = new Set(['sealmark']);
