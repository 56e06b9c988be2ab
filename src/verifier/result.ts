import { ASPECTS, tierOf, worse, type Aspect, type Check, type Finding, type Tier } from './check.ts';
import type { Claims } from './claims.ts';
import type { Hex } from './bytes/hex.ts';
import type { Voucher } from './reference.ts';

/** One tier for each aspect that the verifier decides (EAR's trustworthiness vector). */
export type TrustVector = Readonly<Record<Aspect, Tier>>;

/** The attestation result: plain JSON, stored, sent and exported as it is. */
export type AttestationResult = {
  readonly format: 1;
  /** Which TEE, e.g. `sgx`; null when the evidence could not be recognised. */
  readonly tee: string | null;
  /** A description of the evidence for people, e.g. `SGX quote v3`; null when it could not be read. */
  readonly evidenceFormat: string | null;
  /** SHA-256 of the evidence as received. */
  readonly evidence: Hex;
  /** RFC 3339. */
  readonly judgedAt: string;
  /** RFC 3339; the earliest expiry of anything relied on (never later than one day after `judgedAt`). */
  readonly goodUntil: string;
  /** Worst tier of the vector. */
  readonly tier: Tier;
  readonly vector: TrustVector;
  /** Test anchors that were trusted, and `clock` for a changed verification time; empty for the real thing. */
  readonly simulated: readonly string[];
  readonly findings: readonly Finding[];
  readonly claims: Claims | null;
  /** The vouchers of the reference values that matched. */
  readonly vouchedBy: readonly Voucher[];
};

/**
 * The tier of each aspect: the worst of its checks that apply. An aspect to which no check applies is `none`, because nothing was
 * learnt about it.
 */
export function vectorOf(findings: readonly Finding[], catalogue: Readonly<Record<string, Check>>): TrustVector {
  const tier = (aspect: Aspect): Tier => {
    let found: Tier | undefined;
    for (const finding of findings) {
      const check = catalogue[finding.check];
      if (check?.aspect !== aspect) continue;
      const one = tierOf(check, finding.outcome);
      if (one !== undefined) found = found === undefined ? one : worse(found, one);
    }
    return found ?? 'none';
  };
  return {
    hardware: tier('hardware'),
    configuration: tier('configuration'),
    executables: tier('executables'),
    freshness: tier('freshness'),
    channel: tier('channel'),
  };
}

/** Worst tier of a vector, over the aspects that the caller judges. */
export function tierOfVector(vector: TrustVector, appraised: readonly Aspect[] = ASPECTS): Tier {
  return appraised.map((aspect) => vector[aspect]).reduce<Tier>(worse, 'affirming');
}
