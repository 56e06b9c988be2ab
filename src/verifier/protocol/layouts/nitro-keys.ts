import { concat } from '../../bytes/equal.ts';
import { covering, defineLayout } from '../layout.ts';

/**
 * Evervault's enclaves: `user_data` is the complete SubjectPublicKeyInfo of the TLS key. The nonce in the document is its own.
 */
export const evervault1 = defineLayout({
  id: 'evervault-1',
  covers: covering('tls'),
  expected: (_, { spki }: { readonly spki: Uint8Array }) => ({ slot: 'report-data', anyOf: [spki], then: 'nothing' }),
  states: ({ spki }) => ({ tls: [{ form: 'spki', spki }] }),
});

/**
 * OpenSecret's enclaves: `public_key` is an X25519 key for the service's own encryption, `nonce` the text of the UUID in the
 * path.
 */
export const maple1 = defineLayout({
  id: 'maple-1',
  covers: covering('nonce', 'encryption'),
  nonce: { form: 'uuid-text', in: 'field' },
  expected: (_, { key }: { readonly key: Uint8Array; readonly nonce: Uint8Array }) => ({
    slot: 'public-key',
    anyOf: [key],
    then: 'nothing',
  }),
  states: ({ key, nonce }) => ({ nonce, encryption: [{ form: 'x25519', key }] }),
});

/** A multihash of SHA-256 (`12 20`), as nitriding writes both of its hashes. */
const multihash = (digest: Uint8Array): Uint8Array => concat(Uint8Array.of(0x12, 0x20), digest);

/** Brave's nitriding: `user_data` = multihash(certificate) ‖ multihash(the application's own key), `nonce` as requested. */
export const nitriding1 = defineLayout({
  id: 'nitriding-1',
  covers: covering('nonce', 'tls'),
  nonce: { form: 'first-20-bytes', in: 'field' },
  expected: (
    _,
    fields: { readonly certificateHash: Uint8Array; readonly applicationKeyHash: Uint8Array; readonly nonce: Uint8Array },
  ) => ({
    slot: 'report-data',
    anyOf: [concat(multihash(fields.certificateHash), multihash(fields.applicationKeyHash))],
    then: 'nothing',
  }),
  states: ({ certificateHash, nonce }) => ({ nonce, tls: [{ form: 'certificate-sha256', digest: certificateHash }] }),
});
