import { readTlsLeaf } from '../../verifier/index.ts';

/**
 * The SubjectPublicKeyInfo (DER, header included) of a TLS certificate, as a slice of the input.
 * @throws Malformed when the bytes are not one DER certificate.
 */
export const spkiOf = (der: Uint8Array): Uint8Array => readTlsLeaf(der).spki;
