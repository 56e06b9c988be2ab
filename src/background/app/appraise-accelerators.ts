import { appraiseAccelerators, suppliedBy, open, type Accelerators, type AttestationResult } from '../../verifier/index.ts';
import { anchorsOf } from '../api/anchors.ts';
import { appraisalPolicy } from '../policy/appraisal.ts';
import { currentSettings } from '../state/settings.ts';
import { timeOf, type Question } from './appraise-site.ts';
import type { CheckPorts } from './ports.ts';
import { endorsementsOf } from './sent-endorsements.ts';

/**
 * Appraises the devices that the site sent with its evidence, using only what was sent along; no request is made. Null when there
 * are none.
 */
export async function appraiseSiteAccelerators(
  ports: CheckPorts,
  {
    document,
    nonce,
    service,
    ...question
  }: Pick<Question, 'document' | 'nonce' | 'private'> & { readonly service: AttestationResult },
): Promise<Accelerators | null> {
  const { accelerators: evidence, binding } = document;
  if (evidence === null) return null;
  const opening = open(evidence);
  const settings = await currentSettings(ports.settings);
  return await appraiseAccelerators({
    opening,
    endorsements: opening.at === 'opened' ? suppliedBy('site', endorsementsOf(document, opening.tee).endorsements) : [],
    nonce,
    service,
    binding,
    anchors: anchorsOf(settings),
    policy: appraisalPolicy(settings),
    ...timeOf(settings, ports.now()),
    crypto: ports.crypto(question.private),
  });
}
