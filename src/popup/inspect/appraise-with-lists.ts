import { NOTHING_KNOWN, type CodeDecision } from '../../verifier/audits/index.ts';
import { call } from '../shared/browser.ts';
import type { Appraised, TrustBase } from './appraise-dropped.ts';

/**
 * Evidence, and what the lists that the user follows state of its code. Which statements are about it is known once it was appraised;
 * then it is appraised with them, as it would be on a site. A statement for some sites is not for a file.
 */
export async function appraiseWithLists(
  trustBase: TrustBase,
  appraised: (base: TrustBase) => Promise<Appraised>,
): Promise<{ readonly appraised: Appraised; readonly code: CodeDecision }> {
  const alone = await appraised(trustBase);
  const { tee, claims, vouchedBy } = alone.result;
  if (tee === null || claims === null) return { appraised: alone, code: NOTHING_KNOWN };
  const answer = await call('lists.about', { tee, claims, vouchedBy });
  if (!answer.ok) return { appraised: alone, code: NOTHING_KNOWN };
  const { decision, references } = answer.value;
  if (references.length === 0) return { appraised: alone, code: decision };
  const base = { ...trustBase, references: [...trustBase.references, ...references] };
  return { appraised: await appraised(base), code: decision };
}
