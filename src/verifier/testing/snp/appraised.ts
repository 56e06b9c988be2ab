import type { AmdProductLine } from '../../anchors/anchor.ts';
import { open } from '../../open.ts';
import type { Endorsement } from '../../endorsement.ts';
import type { Evidence, EvidenceType } from '../../evidence.ts';
import type { AttestationResult } from '../../result.ts';
import { ORDINARY_POLICY, type AppraisalPolicy } from '../../tees.ts';
import { parseRfc3339 } from '../../time.ts';
import { appraiseCase, type AppraisalRequest } from '../appraise-case.ts';
import type { TestKey } from '../keys.ts';
import { issueList, issueVek, snpTestAnchors, testAmd, vekKey, type TestAmd, type VekRequest } from './authority.ts';
import { GENOA_REPORT, MILAN_REPORT, TURIN_REPORT, writeReport, type ReportFields } from './report-writer.ts';

/** SEV-SNP reports made and judged at one fixed time, under the test authority. */
export const now = parseRfc3339('2026-11-01T12:00:00Z', 'now');

/** The test roots of all three lines, and no other root. */
export const anchors = snpTestAnchors();

/** A good report of each line. */
export const REPORTS: Readonly<Record<AmdProductLine, ReportFields>> = {
  Milan: MILAN_REPORT,
  Genoa: GENOA_REPORT,
  Turin: TURIN_REPORT,
};

/** The part of a policy that is specific to SEV-SNP. */
export type SnpPolicy = AppraisalPolicy['tees']['snp'];

/** One change to a good report of a chip; everything left out is as it should be. */
export type Change = {
  /** Product line of the report; Genoa when left out. */
  readonly line?: AmdProductLine;
  /** Line whose authority issues the certificate and the list; the report's when left out. */
  readonly amd?: TestAmd;
  readonly vlek?: boolean;
  readonly report?: Partial<ReportFields>;
  /** Key that signs the report. */
  readonly key?: TestKey;
  readonly vek?: Partial<VekRequest>;
  /** Signs the certificate in place of ASK or ASVK. */
  readonly vekSigner?: TestKey;
  /** Null gives none. */
  readonly certificate?: Uint8Array | null;
  /** Lists given; one good list when left out. */
  readonly lists?: readonly Uint8Array[];
  /** Last word over the evidence. */
  readonly evidence?: (report: Uint8Array, certificate: Uint8Array) => Uint8Array;
  readonly type?: EvidenceType;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly policy?: Partial<SnpPolicy>;
  readonly debug?: AppraisalPolicy['common']['debug'];
  readonly appraise?: Partial<AppraisalRequest>;
};

/** What a report signed by a provider's key says: SIGNING_KEY 1, and no CHIP_ID. */
export const VLEK_FIELDS = { keyInfo: 1 << 2, chipId: new Uint8Array(64) } as const;

/** The evidence and endorsements of a change, not judged yet. Endorsements are labelled as answers to what is missing. */
export function made(change: Change = {}): { readonly evidence: Evidence; readonly endorsements: readonly Endorsement[] } {
  const line = change.line ?? 'Genoa';
  const amd = change.amd ?? testAmd(line);
  const fields = { ...REPORTS[line], ...(change.vlek === true ? VLEK_FIELDS : {}), ...change.report };
  const kind = change.vlek === true ? 'vlek' : 'vcek';
  const tcb = change.vek?.tcb ?? fields.reportedTcb;
  const subject = kind === 'vlek' ? {} : { chipId: REPORTS[line].chipId };
  const issued = issueVek(amd, { ...subject, tcb, ...change.vek }, change.vekSigner).certificate;
  const certificate = change.certificate === undefined ? issued : change.certificate;
  const report = writeReport(fields, change.key ?? change.vek?.key ?? vekKey(kind, tcb));
  const bytes = change.evidence?.(report, issued) ?? report;
  const evidence = { type: change.type ?? 'snp-report', bytes, parameters: change.parameters ?? {} };
  const lists = change.lists ?? [issueList(amd)];
  return { evidence, endorsements: supplied(evidence, certificate, lists, line) };
}

/** Labels as a caller at a terminal does: this certificate is the one that the evidence asks for. */
function supplied(
  evidence: Evidence,
  certificate: Uint8Array | null,
  lists: readonly Uint8Array[],
  line: AmdProductLine,
): readonly Endorsement[] {
  const opening = open(evidence);
  const needs = opening.at === 'opened' ? opening.opened.needs([]) : [];
  const wanted = needs.find(({ kind }) => kind !== 'snp.crl');
  return [
    ...(wanted === undefined || certificate === null ? [] : [{ need: wanted, bytes: certificate }]),
    ...lists.map((bytes) => ({ need: { kind: 'snp.crl', line }, bytes })),
  ];
}

/** As shipped but for this, and as at the terminal: an endorsement that does not hold is refused. */
export function policyWith(
  policy: Partial<SnpPolicy> = {},
  debug: AppraisalPolicy['common']['debug'] = 'refuse',
): AppraisalPolicy {
  return {
    common: { ...ORDINARY_POLICY.common, debug, unusableEndorsement: 'refuse' },
    tees: { ...ORDINARY_POLICY.tees, snp: { ...ORDINARY_POLICY.tees.snp, ...policy } },
  };
}

/** A good report with this change, judged. */
export function appraised(change: Change = {}): Promise<AttestationResult> {
  const { evidence, endorsements } = made(change);
  return appraiseCase({
    evidence,
    endorsements,
    anchors,
    now,
    policy: policyWith(change.policy, change.debug),
    ...change.appraise,
  });
}
