import { concat, fromBase64, pinnedAnchors, type AttestationResult, type Endorsement, type Need } from '../../verifier/index.ts';
import { toPem } from './pem.ts';

/**
 * The chain of the certificate that signed Intel's documents. Intel serves it in a header with each document, so someone who
 * saved the documents has it in a separate file, or not at all.
 */
export const SIGNING_CHAIN = { kind: 'dcap.signing-chain' } as const satisfies Need;

/**
 * Intel SGX TCB Signing (P-256, 2025-05-06 to 2032-05-06, serial 7e3882d5fb55294a40498e458403e91491bdf455), which Intel serves to
 * everyone in the header TCB-Info-Issuer-Chain of its PCS API v4; SHA-256
 * c0575e76d0303b61d09cde8cbdb70db34a74f38318300d7c0e6ba8cf4bf45aea; read 2026-11-29. It is trusted only as far as Intel's pinned
 * root signed it, like any chain that was added.
 */
const TCB_SIGNING =
  'MIICjTCCAjKgAwIBAgIUfjiC1ftVKUpASY5FhAPpFJG99FUwCgYIKoZIzj0EAwIwaDEaMBgGA1UEAwwRSW50ZWwgU0dYIFJvb3QgQ0ExGjAYBgNVBAoMEUludGVsIENvcnBvcmF0aW9uMRQwEgYDVQQHDAtTYW50YSBDbGFyYTELMAkGA1UECAwCQ0ExCzAJBgNVBAYTAlVTMB4XDTI1MDUwNjA5MjUwMFoXDTMyMDUwNjA5MjUwMFowbDEeMBwGA1UEAwwVSW50ZWwgU0dYIFRDQiBTaWduaW5nMRowGAYDVQQKDBFJbnRlbCBDb3Jwb3JhdGlvbjEUMBIGA1UEBwwLU2FudGEgQ2xhcmExCzAJBgNVBAgMAkNBMQswCQYDVQQGEwJVUzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABENFG8xzydWRfK92bmGvP+mAh91PEyV7Jh6FGJd5ndE9aBH7R3E4A7ubrlh/zN3C4xvpoouGlirMba+W2ljuypajgbUwgbIwHwYDVR0jBBgwFoAUImUM1lqdNInzg7SVUr9QGzknBqwwUgYDVR0fBEswSTBHoEWgQ4ZBaHR0cHM6Ly9jZXJ0aWZpY2F0ZXMudHJ1c3RlZHNlcnZpY2VzLmludGVsLmNvbS9JbnRlbFNHWFJvb3RDQS5kZXIwHQYDVR0OBBYEFH44gtX7VSlKQEmORYQD6RSRvfRVMA4GA1UdDwEB/wQEAwIGwDAMBgNVHRMBAf8EAjAAMAoGCCqGSM49BAMCA0kAMEYCIQDdmmRuAo3qCO8TC1IoJMITAoOEw4dlgEBHzSz1TuMSTAIhAKVTqOkt59+co0O3m3hC+v5Fb00FjYWcgeu3EijOULo5';

/** The chain above, up to the pinned root. */
const shipped = (): Uint8Array =>
  concat(
    toPem([fromBase64(TCB_SIGNING, 'certificate')]),
    toPem(pinnedAnchors.intelSgxRoot.slice(0, 1).map(({ certificate }) => certificate)),
  );

const isSigned = ({ need }: Endorsement): boolean => need.kind === 'dcap.tcb-info' || need.kind === 'dcap.qe-identity';

/**
 * Attaches a separately supplied chain to every signed document that has none; without one, the chain that ships with Sealmark.
 */
export function withSigningChain(endorsements: readonly Endorsement[]): readonly Endorsement[] {
  const chain = endorsements.find(({ need }) => need.kind === SIGNING_CHAIN.kind)?.bytes ?? shipped();
  return endorsements
    .filter(({ need }) => need.kind !== SIGNING_CHAIN.kind)
    .map((one) => (!isSigned(one) || one.issuerChain !== undefined ? one : { ...one, issuerChain: chain }));
}

/** Checks that only the right chain answers. */
const OF_CHAIN = new Set([
  'dcap.tcb-info.signing-chain',
  'dcap.tcb-info.signature',
  'dcap.qe-identity.signing-chain',
  'dcap.qe-identity.signature',
]);

/** The missing chain, where a signed document has none and does not hold under the one that ships with Sealmark. */
export function signingChainMissing(added: readonly Endorsement[], { findings }: AttestationResult): readonly Need[] {
  const cameWithout = added.some((one) => isSigned(one) && one.issuerChain === undefined);
  const isOpen = findings.some(({ check, outcome }) => OF_CHAIN.has(check) && outcome !== 'pass' && outcome !== 'not-applicable');
  return cameWithout && isOpen && !added.some(({ need }) => need.kind === SIGNING_CHAIN.kind) ? [SIGNING_CHAIN] : [];
}
