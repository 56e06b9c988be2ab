import { followedOf, type AuditList, type ListState } from '../../verifier/audits/index.ts';
import { toRfc3339, type Instant } from '../../verifier/index.ts';
import type { ListedSubscription } from '../api/lists.ts';

/** How far a list counts at this time. @param list null if its text was lost */
export function statusOf(state: ListState, list: AuditList | null, now: Instant): ListedSubscription['status'] {
  if (list === null) return 'unreadable';
  const { expires, lapses, notBefore } = followedOf(state, list, false);
  const clock = toRfc3339(now);
  const at = clock > notBefore ? clock : notBefore;
  return at > lapses ? 'lapsed' : at > expires ? 'stale' : 'current';
}
