import { toHex } from '../bytes/hex.ts';
import type { Measurement } from '../claims.ts';
import type { TpmQuote } from './tpm-quote.ts';

/**
 * Registers that a reference value must name in addition to the processor's measurement, for a guest behind Azure's paravisor.
 * That measurement is the paravisor's own, the same for every such machine, so only the TPM identifies the guest: boot loader or
 * unified kernel image (4), its command line and files (8, 9), the image's parts and their parameters (11, 12).
 */
export const PARAVISOR_PCRS: readonly string[] = ['PCR4', 'PCR8', 'PCR9', 'PCR11', 'PCR12'];

/** The two registers that a PC's firmware leaves to software (TCG "PC Client Platform TPM Profile", section 4.6). */
export const LEFT_TO_SOFTWARE: readonly number[] = [16, 23];

/** The virtual TPM's registers under the names used in reference values. */
export const pcrRegisters = (pcrs: TpmQuote['pcrs']): readonly Measurement[] =>
  pcrs.map(({ index, value }) => ({ register: `PCR${String(index)}`, value: toHex(value) }));
