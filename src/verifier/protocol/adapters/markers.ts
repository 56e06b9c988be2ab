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
  'dstack-ingress': {},
  'dstack-gateway': {},
  aci: { headers: ['x-aci-keyset-digest'] },
  // A Nitro document in hexadecimal: COSE_Sign1 with ES384.
  evervault: { names: /^8444a1013822/ },
  secretvm: {},
  maple: {},
  nitriding: {},
  'ra-tls': {
    extensions: [
      // dstack's quote and its versioned attestation, tagged evidence, a quote as it is, id-pe-cmw: adapters/ra-tls.ts.
      '1.3.6.1.4.1.62397.1.1',
      '1.3.6.1.4.1.62397.1.8',
      '2.23.133.5.4.9',
      '1.2.840.113741.1337.6',
      '1.3.6.1.5.5.7.1.35',
      // Open Enclave's, older and newer.
      '1.2.840.113556.10.1.2',
      '1.3.6.1.4.1.311.105.2',
    ],
  },
  aggregators: {},
  chutes: {},
  redpill: {},
};
