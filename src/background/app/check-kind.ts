/**
 * How much of a check is made, least first: only the chain is asked; the site's recent answer is appraised again; or everything,
 * beginning with a request to the site.
 */
export const CHECK_KINDS = ['registry', 'reappraisal', 'check'] as const;

/** One of these kinds. */
export type CheckKind = (typeof CHECK_KINDS)[number];
