import type { AttestationResult, Tier } from '../../verifier/index.ts';

/** AR4SI's trustworthiness claims in their numeric tiers (draft-ietf-rats-ar4si, section 2.3.2). */
const CLAIM: Readonly<Record<Tier, number>> = { affirming: 2, warning: 32, none: 0, contraindicated: 96 };

/** Names this program as the verifier that made the result. */
export type VerifierId = { readonly developer: string; readonly build: string };

/**
 * The result as an EAT Attestation Result (draft-ietf-rats-ear) in its JSON form: an unsigned claims set, because the user who
 * exports it vouches for nothing. AR4SI has no claim for freshness, which is therefore given outside the vector.
 */
export function toEar(result: AttestationResult, verifier: VerifierId): Readonly<Record<string, unknown>> {
  const { vector, tee, tier, claims } = result;
  const name = tee ?? 'unrecognised';
  return {
    eat_profile: 'tag:github.com,2023:veraison/ear',
    iat: Math.floor(Date.parse(result.judgedAt) / 1000),
    'ear.verifier-id': verifier,
    submods: {
      [name]: {
        'ear.status': tier,
        'ear.trustworthiness-vector': {
          'instance-identity': CLAIM[vector.hardware],
          hardware: CLAIM[vector.hardware],
          configuration: CLAIM[vector.configuration],
          executables: CLAIM[vector.executables],
        },
        'ear.appraisal-policy-id': 'tag:sealmark.dev,2026:ordinary',
        'ear.veraison.annotated-evidence': claims,
        'tag:sealmark.dev,2026:freshness': CLAIM[vector.freshness],
        'tag:sealmark.dev,2026:findings': result.findings,
        'tag:sealmark.dev,2026:evidence-sha256': result.evidence,
        'tag:sealmark.dev,2026:good-until': result.goodUntil,
        'tag:sealmark.dev,2026:simulated': result.simulated,
      },
    },
  };
}
