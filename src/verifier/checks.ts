import type { Check } from './check.ts';

/** The checks that every TEE shares, answered by appraise.ts and bind.ts. Ids are permanent. */
export const COMMON_CHECKS = {
  'evidence.well-formed': {
    aspect: 'hardware',
    whenFail: 'none',
    whenUnknown: 'none',
    spec: 'RFC 9334, section 8.1',
  },
  'evidence.debug': {
    aspect: 'configuration',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'RFC 9334, section 8.5; the manufacturer’s debug attribute',
  },
  'reference.measurement': {
    aspect: 'executables',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'RFC 9334, section 8.3',
  },
  'reference.warnings': {
    aspect: 'executables',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark, docs/AUDITS.md (the decision)',
  },
  'reference.run-time': {
    aspect: 'executables',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark design, section 3 (every register is listed)',
  },
  'reference.host-chosen': {
    aspect: 'configuration',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark design, section 4 (what code must do)',
  },
  'freshness.nonce': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'RFC 9334, section 10.2',
  },
  // Freshness, because it asks whether the evidence was made for this origin, these keys and this nonce.
  'binding.report-data': {
    aspect: 'freshness',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark protocol, section 3 (sealmark-1)',
  },
  'binding.origin': {
    aspect: 'channel',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark protocol, section 3; RFC 6454, section 6.2',
  },
  'channel.tls-key': {
    aspect: 'channel',
    whenFail: 'contraindicated',
    whenUnknown: 'none',
    spec: 'Sealmark protocol, section 4 (channel)',
  },
  // Answered by the guard of this very document alone; a site that names no scripts has nothing to answer.
  'channel.scripts': {
    aspect: 'channel',
    whenFail: 'none',
    whenUnknown: 'none',
    spec: 'Sealmark protocol, section 9 (a page that is locked)',
  },
} as const satisfies Readonly<Record<string, Check>>;

/** Id of a check that every TEE shares. */
export type CommonCheckId = keyof typeof COMMON_CHECKS;

/** Every check that is answered for evidence of one TEE: the common ones first. */
export type Catalogue = Readonly<Record<string, Check>>;

/** A TEE's whole catalogue, as its appraisal closes it. */
export const withCommonChecks = (checks: Catalogue): Catalogue => ({ ...COMMON_CHECKS, ...checks });
