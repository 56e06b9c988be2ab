import { endorsementsIn, type AnyTee, type Endorsement } from '../../verifier/index.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import type { Problem } from '../api/problem.ts';

/** The endorsements that the site sent along, as far as this TEE reads their kind; damaged ones are skipped and reported. */
export function endorsementsOf(
  document: SiteDocument,
  tee: AnyTee,
): { readonly endorsements: readonly Endorsement[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const endorsements = document.endorsements.flatMap((sent) => {
    const found = endorsementsIn(tee, sent);
    if (found.at === 'read') return found.value;
    if (found.at === 'unreadable') {
      const facts = { field: found.field, why: found.why };
      problems.push({ code: 'document.malformed', fault: 'site', remedy: 'ask-the-site', facts });
    }
    return [];
  });
  return { endorsements, problems };
}
