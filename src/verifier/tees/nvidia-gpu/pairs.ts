import type { Certificate } from '../../x509/certificate.ts';

/** Each certificate of a chain with the one above it, without the root. */
export function pairs(chain: readonly Certificate[]): readonly (readonly [Certificate, Certificate])[] {
  return chain.flatMap((certificate, at) => {
    const issuer = chain[at + 1];
    return issuer === undefined ? [] : [[certificate, issuer] as const];
  });
}
