import type { AdapterId } from '../adapters.ts';

/** What announces a format without a request of ours. */
export type Markers = {
  /** Names of response headers, in lower case. */
  readonly headers?: readonly string[];
  /** Any DNS name of the certificate that matches. */
  readonly names?: RegExp;
  /** Object identifiers of extensions of the certificate, dotted. */
  readonly extensions?: readonly string[];
};

/** Needed at every navigation, so this file stands apart from the readers and imports nothing of them. */
export const MARKERS: Readonly<Record<AdapterId, Markers>> = {
  tinfoil: { headers: ['tinfoil-pt'], names: /^\d\d[a-z2-7]+\.(?:hpke|hatt)\.tinfoil\.sh$/ },
  near: {},
  aggregators: {},
};
