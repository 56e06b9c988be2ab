import type { AttestationResult, Claims, Finding, TrustVector } from '../../src/verifier/index.ts';

const hex = (seed: number, bytes: number): string =>
  Array.from({ length: bytes }, (_, i) => ((seed * 131 + i * 67 + i * i * 7) & 255).toString(16).padStart(2, '0')).join('');

/** Claims of an enclave that nobody has seen. */
export const CLAIMS: Claims = {
  measurements: [
    { register: 'MRENCLAVE', value: hex(7, 32) },
    { register: 'MRSIGNER', value: hex(11, 32) },
  ],
  hostChosen: [],
  runTime: [],
  explained: [],
  reportData: hex(3, 64),
  nonce: null,
  debug: false,
  tcb: { status: 'UpToDate', date: '2026-08-12T00:00:00Z', advisories: [], evaluationDataNumber: 21 },
  madeAt: null,
  details: { ISVPRODID: 1, ISVSVN: 4, FMSPC: '00906ed50000', CPUSVN: '0f0f0f0f0f0f0f0f0000000000000000' },
};

const ALL_PASS: readonly Finding[] = [
  'evidence.well-formed',
  'evidence.debug',
  'reference.measurement',
  'reference.host-chosen',
  'freshness.nonce',
  'binding.report-data',
  'binding.origin',
  'channel.tls-key',
].map((check) => ({ check, outcome: 'pass' }));

const VECTOR: TrustVector = {
  hardware: 'affirming',
  configuration: 'affirming',
  executables: 'affirming',
  freshness: 'affirming',
  channel: 'affirming',
};

/**
 * A result as the background stores it, for drawing only; nothing in it was measured. Everything holds, except for some findings
 * that are answered otherwise, with the resulting vector.
 */
export function result(
  changes: readonly Finding[] = [],
  vector: Partial<TrustVector> = {},
  rest: Partial<AttestationResult> = {},
): AttestationResult {
  const kept = ALL_PASS.filter(({ check }) => !changes.some((change) => change.check === check));
  return {
    format: 1,
    tee: 'sgx',
    evidenceFormat: 'SGX quote v3',
    evidence: hex(23, 32),
    judgedAt: '2026-11-25T09:59:58Z',
    goodUntil: '2026-11-26T03:00:00Z',
    tier: 'affirming',
    vector: { ...VECTOR, ...vector },
    simulated: [],
    findings: [...kept, ...changes],
    claims: CLAIMS,
    vouchedBy: [
      { kind: 'user', name: 'you', since: '2026-11-02T09:00:00Z', note: 'Compared with the value in the release notes' },
    ],
    ...rest,
  };
}

/** No reviewer names the measurement. */
export const UNKNOWN_CODE: Finding = {
  check: 'reference.measurement',
  outcome: 'unknown',
  facts: { because: 'nobody-named-it' },
};

/** The browser does not show certificates. */
export const CANNOT_SEE: Finding = { check: 'channel.tls-key', outcome: 'unknown', facts: { because: 'browser-cannot-see' } };
