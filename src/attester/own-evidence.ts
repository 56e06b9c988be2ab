import {
  appraise,
  open,
  ORDINARY_POLICY,
  suppliedBy,
  toHex,
  type Anchors,
  type AttestationResult,
  type Claims,
  type CryptoPort,
  type Finding,
  type Instant,
} from '../verifier/index.ts';
import type { EndorsementDocument } from '../verifier/protocol/index.ts';
import { AttesterError } from './attester-error.ts';
import type { Attested } from './document.ts';
import type { ReadEndorsements } from './endorsements/read-once.ts';

/** The inputs for appraising our own evidence. */
export type OwnMeasure = {
  readonly crypto: CryptoPort;
  /** The manufacturers' roots; others only in tests. */
  readonly anchors: Anchors;
  /** Registers that the host chooses and the operator's reviewer has named: `HOST_DATA`, `MRCONFIGID`, … */
  readonly hostChosen: readonly string[];
  readonly read: ReadEndorsements;
};

/**
 * Appraises our own evidence as a visitor's browser will, before anybody receives it. @returns the result; its hardware is `none`
 * if the manufacturer's endorsements could not be fetched @throws AttesterError for evidence that no visitor should see
 */
export async function appraiseOwn(
  { evidence, binding, reportData }: Attested,
  endorsements: readonly EndorsementDocument[],
  { crypto, anchors, hostChosen, read }: OwnMeasure,
  now: Instant,
): Promise<AttestationResult> {
  const opening = open(evidence);
  if (opening.at === 'malformed') {
    const { field, why } = opening;
    const size = String(evidence.bytes.length);
    throw new AttesterError(
      'evidence',
      `What the platform answered (${size} bytes) is no ${evidence.type}: ${field}, ${why}.`,
      'Have it answer the evidence itself, in binary, and nothing else; of a program, look at its type, too.',
    );
  }
  const result = await appraise({
    opening,
    endorsements: suppliedBy('site', read(opening.tee, endorsements)),
    references: [],
    visit: {
      session: {
        origin: binding.origin,
        nonce: binding.nonce,
        binding,
        challenge: null,
        channel: { kind: 'unobserved', because: 'no-request-seen' },
        scripts: { kind: 'unguarded', because: 'guard-silent' },
        response: null,
      },
    },
    anchors,
    policy: ORDINARY_POLICY,
    now,
    clockChanged: false,
    crypto,
  });
  refuseFailures(result.findings);
  if (result.claims === null) refuseOthersEvidence(evidence.bytes, reportData);
  else refuseHostChosen(result.claims, hostChosen);
  return result;
}

/** The meaning of a failed check for the machine's operator. */
function refuseFailures(findings: readonly Finding[]): void {
  const failed = findings.filter(({ outcome }) => outcome === 'fail').map(({ check }) => check);
  const [first] = failed;
  if (first === undefined) return;
  if (failed.includes('evidence.debug'))
    throw new AttesterError(
      'evidence',
      'The evidence says that the host can read this machine’s memory (debug mode).',
      'Start it in production mode: no debug policy, no debug attribute, no `--debug-mode`.',
    );
  if (failed.includes('binding.report-data') || failed.includes('freshness.nonce')) throw notOurs();
  throw new AttesterError(
    'evidence',
    `The evidence does not verify: ${failed.join(', ')}.`,
    'Look these checks up in docs/tees: the page of the platform says what each needs.',
  );
}

const notOurs = (): AttesterError =>
  new AttesterError(
    'report-data',
    'The platform answered with evidence over other report data than ours.',
    'Let nothing else on this machine use the same report interface, or give this service a report directory of its own.',
  );

/**
 * Without the manufacturer's endorsements nothing is authenticated; evidence made for us still contains our digest: its bytes, or in
 * evidence that is text (a Keystone report in JSON) their hexadecimal.
 */
function refuseOthersEvidence(evidence: Uint8Array, reportData: Uint8Array): void {
  const bytes = Buffer.from(evidence);
  const isOurs = bytes.includes(Buffer.from(reportData)) || bytes.toString('latin1').toLowerCase().includes(toHex(reportData));
  if (!isOurs) throw notOurs();
}

function refuseHostChosen({ hostChosen, explained }: Claims, accepted: readonly string[]): void {
  const known = [...accepted, ...explained.map(({ register }) => register)];
  const unknown = hostChosen.map(({ register }) => register).filter((register) => !known.includes(register));
  if (unknown.length > 0)
    throw new AttesterError(
      'host-chosen',
      `The host chose ${unknown.join(', ')}: every visitor's mark would be amber.`,
      'Start the machine with these zero, or have your reviewer name their values and list them in `hostChosen`.',
    );
}
