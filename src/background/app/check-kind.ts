/**
 * How much of a check is made, least first: only the chain is asked; what the site sent a moment ago is appraised again; or
 * everything, which begins by asking the site.
 */
export const CHECK_KINDS = ['registry', 'reappraisal', 'check'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];
