import { concat, toAscii, toBase64 } from '../../verifier/index.ts';

/** Certificates in PEM, in the strict form that the verifier reads: 64 letters per line. */
export function toPem(certificates: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...certificates.map((der) => {
      const lines = toBase64(der).match(/.{1,64}/g) ?? [];
      return toAscii(`-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`, 'PEM');
    }),
  );
}
