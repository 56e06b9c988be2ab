import type { TeeId } from '../../verifier/index.ts';
import { plain } from './fill.ts';

/** The kinds of hardware, by their makers' names. */
export const TEE_NAMES = {
  sgx: 'Intel SGX',
  tdx: 'Intel TDX',
  ias: 'Intel SGX (EPID)',
  snp: 'AMD SEV-SNP',
  nitro: 'AWS Nitro',
  keystone: 'Keystone',
  sanctum: 'Sanctum',
  'nvidia-gpu': 'NVIDIA GPU',
} as const satisfies Readonly<Record<TeeId, string>>;

/** The name of a kind of hardware; its id where a record names one that this release does not know. */
export function teeName(tee: string): string {
  return new Map<string, string>(Object.entries(TEE_NAMES)).get(tee) ?? plain(tee);
}
