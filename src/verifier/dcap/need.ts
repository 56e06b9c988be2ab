import type { QuoteTee } from './quote.ts';

/**
 * What is requested from Intel for one quote, each separately fetchable from the Provisioning Certification Service (API v4).
 * Check ids that begin with a need's kind are about that endorsement, not about the quote: where one fails, the endorsement can
 * be requested again.
 */
export type DcapNeed =
  | { readonly kind: 'dcap.tcb-info'; readonly tee: QuoteTee; readonly fmspc: string }
  | { readonly kind: 'dcap.qe-identity'; readonly tee: QuoteTee }
  | { readonly kind: 'dcap.pck-crl'; readonly ca: 'platform' | 'processor' }
  | { readonly kind: 'dcap.root-crl' };
