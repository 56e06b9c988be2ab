import { concat, equalBytes } from '../../bytes/equal.ts';
import { toAscii } from '../../bytes/text.ts';
import { covering, defineLayout, type EncryptionKey } from '../layout.ts';
import type { TlsKey } from '../tls-key.ts';

/** The contents of the challenge and the two blocks of the answer. */
export type Tinfoil3 = {
  /** URI of the algorithm, with which the hashed data begins. */
  readonly algorithm: string;
  readonly nonce: Uint8Array;
  /** 64 bytes: the report data, according to the challenge. */
  readonly statedReportData: Uint8Array;
  /** Both as sent, before parsing. */
  readonly cryptoMaterial: Uint8Array;
  readonly deviceEvidence: Uint8Array;
  /** SHA-256 of both, as stated outside the report, which has its own. */
  readonly statedHashes: readonly [cryptoMaterial: Uint8Array, deviceEvidence: Uint8Array];
  /** Parsed from the crypto material. */
  readonly tls: readonly TlsKey[];
  readonly encryption: readonly EncryptionKey[];
  /** The device evidence names devices. */
  readonly hasDevices: boolean;
};

/**
 * Tinfoil's format with a nonce, as in its source since August 2026 (cvmimage; tinfoil-js, its third version): report data =
 * SHA-256(algorithm URI ‖ nonce ‖ SHA-256(crypto material) ‖ SHA-256(device evidence)) and 32 zeros.
 */
export const tinfoil3 = defineLayout({
  id: 'tinfoil-3',
  covers: covering('nonce', 'tls', 'encryption', 'accelerators'),
  async expected(crypto, { algorithm, nonce, cryptoMaterial, deviceEvidence, statedHashes, statedReportData }: Tinfoil3) {
    const parts = await Promise.all([cryptoMaterial, deviceEvidence].map((part) => crypto.digest('sha-256', part)));
    const text = toAscii(algorithm, 'report_data_algorithm');
    const digest = await crypto.digest('sha-256', concat(text, nonce, ...parts));
    const whole = concat(digest, new Uint8Array(32));
    const isAsStated = equalBytes(concat(...parts, whole), concat(...statedHashes, statedReportData));
    return { slot: 'report-data', anyOf: [digest], then: 'zeros', ...(isAsStated ? {} : { flaw: 'stated-hashes' }) };
  },
  states: ({ nonce, tls, encryption, hasDevices, statedHashes: [, devices] }) => ({
    nonce,
    tls,
    encryption,
    // A wrong stated hash is a flaw, which names nothing.
    keys: hasDevices ? [{ use: 'accelerators', key: devices }] : [],
  }),
});
