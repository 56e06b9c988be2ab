import { boundedFacts, Malformed } from '../../verifier/index.ts';
import { NotOneEvidence, readDocument, type SiteDocument } from '../../verifier/protocol/index.ts';
import type { Problem } from '../api/problem.ts';

/** Reads an attestation document. Never throws: what cannot be read is the site's problem, and has a code. */
export function documentOrProblem(bytes: Uint8Array): { readonly document: SiteDocument } | { readonly problem: Problem } {
  try {
    return { document: readDocument(bytes) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { problem: problemOf(error) };
  }
}

function problemOf(error: Malformed): Problem {
  if (error instanceof NotOneEvidence) return siteProblem(CODE[error.found], { labels: error.labels });
  return siteProblem('document.malformed', { field: error.field, why: error.why, offset: error.offset });
}

const CODE = { none: 'document.no-evidence', several: 'document.several-evidences' } as const;

function siteProblem(code: Problem['code'], facts: Problem['facts']): Problem {
  return { code, fault: 'site', remedy: 'ask-the-site', facts: boundedFacts(facts) };
}
