import type { Hex } from '../bytes/hex.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import { CLOCK_SKEW_MS } from './list-state.ts';

/** One issue of something signed and reissued: a list of statements, a site directory. */
export type Issue = {
  /** Increases with each issue. */
  readonly version: number;
  /** RFC 3339. */
  readonly issued: string;
  /** SHA-256 of its payload, lowercase hex. */
  readonly digest: Hex;
};

/** Is this issue the known one, a later one, or one that may not replace it? */
export type Succession =
  | { readonly at: 'same' }
  | { readonly at: 'later' }
  | { readonly at: 'refused'; readonly code: 'list.rollback' | 'list.forked' | 'list.issued-later'; readonly detail: string };

/**
 * Client rules 2 and 7 (docs/AUDITS.md): versions increase, the same version is the same bytes, and no issue is from the future.
 * @param known the last one under the same keys; null for the first @param now this computer's clock
 */
export function succession(issue: Issue, known: Pick<Issue, 'version' | 'digest'> | null, now: Instant): Succession {
  if (known !== null && issue.version < known.version)
    return { at: 'refused', code: 'list.rollback', detail: `${String(issue.version)} after ${String(known.version)}` };
  if (issue.version === known?.version)
    return issue.digest === known.digest ? { at: 'same' } : { at: 'refused', code: 'list.forked', detail: String(issue.version) };
  if (parseRfc3339(issue.issued, 'issued') > now + CLOCK_SKEW_MS)
    return { at: 'refused', code: 'list.issued-later', detail: issue.issued };
  return { at: 'later' };
}
