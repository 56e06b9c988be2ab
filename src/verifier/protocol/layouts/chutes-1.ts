import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { toAscii } from '../../bytes/text.ts';
import { covering, defineLayout } from '../layout.ts';

/** Fields of a Chutes binding. */
export type Chutes1 = {
  readonly nonce: Uint8Array;
  /** ML-KEM-768 key for the service's own encryption, base64 as it was sent: that text is what was hashed. */
  readonly keyText: string;
  readonly key: Uint8Array;
};

/**
 * Chutes: the first half of report data is SHA-256(nonce in hexadecimal ‖ ML-KEM-768 key in base64), both as text; the second is
 * about the certificate of its attestation service, which no visitor's connection ends at.
 */
export const chutes1 = defineLayout({
  id: 'chutes-1',
  covers: covering('nonce', 'encryption'),
  async expected(crypto, { nonce, keyText }: Chutes1) {
    const half = await crypto.digest('sha-256', concat(toAscii(toHex(nonce), 'nonce'), toAscii(keyText, 'e2e_pubkey')));
    return { slot: 'report-data', anyOf: [half], then: 'anything' };
  },
  states: ({ nonce, key }) => ({ nonce, encryption: [{ form: 'ml-kem-768', key }] }),
});

/** Fields of the same as somebody else asked for it and passes it on. */
export type ChutesRelayed1 = {
  /** Theirs, as the text that was hashed. It says nothing about this visitor. */
  readonly nonceText: string;
  readonly keyText: string;
  readonly key: Uint8Array;
};

/** Chutes by way of a service that asks with a nonce of its own (Redpill): the same commitment, of which no nonce is ours. */
export const chutesRelayed1 = defineLayout({
  id: 'chutes-relayed-1',
  covers: covering('encryption'),
  async expected(crypto, { nonceText, keyText }: ChutesRelayed1) {
    const half = await crypto.digest('sha-256', concat(toAscii(nonceText, 'nonce'), toAscii(keyText, 'e2e_pubkey')));
    return { slot: 'report-data', anyOf: [half], then: 'anything' };
  },
  states: ({ key }) => ({ encryption: [{ form: 'ml-kem-768', key }] }),
});
