import type { AnyNeed, Need } from '../../verifier/index.ts';

/** What is requested from a manufacturer (or from a register), by kind. */
export const NEED_WORDS = {
  'dcap.tcb-info': 'Intel’s patch table for this family of processors',
  'dcap.qe-identity': 'Intel’s description of its signing program',
  'dcap.pck-crl': 'Intel’s list of withdrawn processor certificates',
  'dcap.root-crl': 'Intel’s list of withdrawn certificate issuers',
  'snp.vek': 'AMD’s certificate for this chip’s key',
  'snp.vlek': 'AMD’s certificate for this cloud’s key',
  'snp.crl': 'AMD’s list of withdrawn certificates',
  'nvidia-gpu.chain': 'The certificates of this device (PEM)',
  'nvidia-gpu.rim': 'NVIDIA’s reference file (RIM) for this version',
  'nvidia-gpu.ocsp': 'NVIDIA’s answers (OCSP) about the certificates, one file each',
  'device-key': 'The registry’s entry for this device’s key',
  'manufacturer-key': 'The registry’s entry for this manufacturer’s key',
} as const satisfies Readonly<Record<AnyNeed['kind'], string>>;

/** What only the inspect page asks for, because only there it is a separate file. */
const ATTACHMENT_WORDS = {
  'dcap.signing-chain': 'The certificates that signed Intel’s table and description (PEM)',
} as const;

/** One need in words; its kind where this release has none. */
export function needWords({ kind }: Need): string {
  return new Map<string, string>(Object.entries({ ...NEED_WORDS, ...ATTACHMENT_WORDS })).get(kind) ?? kind;
}
