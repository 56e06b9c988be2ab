import { covering, defineLayout } from '../layout.ts';

/**
 * SecretVM: the first half of report data is the SHA-256 of the TLS key or, in older images, of the whole certificate; nothing
 * says which, so both are tried. The second half is the nonce of the GPUs' reports, and of nothing else.
 */
export const secretvm1 = defineLayout({
  id: 'secretvm-1',
  covers: covering('tls'),
  expected: (_, { half }: { readonly half: Uint8Array }) => ({ slot: 'report-data', anyOf: [half], then: 'anything' }),
  states: ({ half }) => ({
    tls: [
      { form: 'spki-sha256', digest: half },
      { form: 'certificate-sha256', digest: half },
    ],
  }),
});
