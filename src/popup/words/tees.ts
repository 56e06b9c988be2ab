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

/**
 * Whether the manufacturer promises that whoever has the machine in their hands cannot read the memory of the code on it:
 * Keystone leaves that to the board, and in Sanctum's design it is out of scope (docs/tees).
 */
const ENCRYPTS_MEMORY = {
  sgx: true,
  tdx: true,
  ias: true,
  snp: true,
  nitro: true,
  keystone: false,
  sanctum: false,
  'nvidia-gpu': true,
} as const satisfies Readonly<Record<TeeId, boolean>>;

/** Can the hosting company read this hardware's memory, whatever the evidence says? Unknown kinds included. */
export const isOpenToItsOwner = (tee: string | null): boolean =>
  tee !== null && new Map<string, boolean>(Object.entries(ENCRYPTS_MEMORY)).get(tee) !== true;

/** The name of a kind of hardware; its id where a record names one that this release does not know. */
export function teeName(tee: string): string {
  return new Map<string, string>(Object.entries(TEE_NAMES)).get(tee) ?? plain(tee);
}
