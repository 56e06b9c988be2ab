import { ORDINARY_POLICY, type AppraisalPolicy } from '../../verifier/index.ts';
import type { Settings } from '../api/settings.ts';

const HOUR = 60 * 60 * 1000;

/** What the user chose, as the verifier's policy: every TEE's own part as shipped, the common part from the settings. */
export function appraisalPolicy(settings: Settings): AppraisalPolicy {
  const { oldestEvidenceHours, encryptingPagesCount } = settings;
  const lockedPages = encryptingPagesCount ? 'affirming' : 'as-others';
  return { ...ORDINARY_POLICY, common: { ...ORDINARY_POLICY.common, oldestEvidence: oldestEvidenceHours * HOUR, lockedPages } };
}
