import type { TeeId } from '../../verifier/index.ts';
import ias from '../../../docs/tees/ias.md?raw';
import keystone from '../../../docs/tees/keystone.md?raw';
import nitro from '../../../docs/tees/nitro.md?raw';
import nvidiaGpu from '../../../docs/tees/nvidia-gpu.md?raw';
import sanctum from '../../../docs/tees/sanctum.md?raw';
import sgx from '../../../docs/tees/sgx.md?raw';
import snp from '../../../docs/tees/snp.md?raw';
import tdx from '../../../docs/tees/tdx.md?raw';

/** The pages of docs/tees, shipped with the extension: readable offline and matching this release. */
export const PAGES: Readonly<Record<TeeId, string>> = { sgx, tdx, ias, snp, nitro, keystone, sanctum, 'nvidia-gpu': nvidiaGpu };
