import { answering, type SuppliedEndorsement } from '../endorsement.ts';
import type { Parsed } from '../parsed.ts';
import { parsed } from './endorsements.ts';
import { readPckChain, type PckChain } from './pck.ts';
import { readQuote, type Quote } from './quote.ts';

/** A quote and the PCK chain in it, read but not yet verified. */
export type OpenedQuote = { readonly quote: Quote; readonly chain: PckChain | undefined };

/** @throws Malformed, also for a chain that is there but cannot be read */
export function openQuote(bytes: Uint8Array): OpenedQuote {
  const quote = readQuote(bytes);
  const { type, bytes: data } = quote.signature.certification;
  return { quote, chain: type === 5 ? readPckChain(data) : undefined };
}

/**
 * A chain sent along with a quote that contains none (certification data types 1 to 4). No source can be asked for it: Intel
 * gives PCK certificates only to the platform's owner.
 */
export const PCK_CHAIN_NEED = { kind: 'dcap.pck-chain' } as const;

/** The quote's own chain, or else the supplied one, and who supplied it. */
export function chainOf(
  { chain }: OpenedQuote,
  endorsements: readonly SuppliedEndorsement[],
): Parsed<PckChain> & { readonly from?: SuppliedEndorsement['from'] } {
  if (chain !== undefined) return { at: 'read', value: chain };
  const attached = answering(endorsements, PCK_CHAIN_NEED);
  const read = parsed(attached, ({ bytes }) => readPckChain(bytes));
  return attached === undefined ? read : { ...read, from: attached.from };
}
