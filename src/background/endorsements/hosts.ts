/**
 * The addresses of manufacturers' services: scheme and host, without a trailing slash. Tests serve these hosts under their real
 * names.
 */
export const VENDOR_HOSTS = {
  /** Intel SGX and TDX Provisioning Certification Service, v4 (TCB info, QE identity, PCK CRLs). */
  intelPcs: 'https://api.trustedservices.intel.com',
  /** Intel's root CRL. */
  intelCertificates: 'https://certificates.trustedservices.intel.com',
  /** AMD Key Distribution Service (VCEK, CRL). */
  amdKds: 'https://kdsintf.amd.com',
} as const satisfies Readonly<Record<string, string>>;
