import { ENDORSEMENT_MEDIA_TYPE } from '../../protocol/media-types.ts';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { instant, toRfc3339, type Instant } from '../../time.ts';
import { PROCESSOR_FAULTS, type Attested, type Attester, type AttestRequest } from '../attester.ts';
import { toPem } from '../der-writer.ts';
import { p384Key } from '../keys.ts';
import { issueList, issueVek, snpTestAnchors, testAmd, vekKey, type TestAmd } from '../snp/authority.ts';
import {
  filler,
  GENOA_REPORT,
  GENOA_TCB,
  patched,
  TABLE_GUID,
  withTcb,
  writeReport,
  writeTable,
  type ReportFields,
} from '../snp/report-writer.ts';

/** Levels before AMD-SB-3019. */
const OLD_TCB = Uint8Array.of(9, 0, 0, 0, 0, 0, 0x15, 0x48);
const DAY = 24 * 60 * 60 * 1000;
const DEBUG = 1n << 19n;
const MEASUREMENT_OFFSET = 0x90;

type Kind = 'vcek' | 'vlek';

/** Which registers the fault changes; otherwise the guest is the same. */
function fieldsFor(kind: Kind, { reportData, fault }: AttestRequest): ReportFields {
  return {
    ...GENOA_REPORT,
    ...withTcb(fault === 'out-of-date' ? OLD_TCB : GENOA_TCB),
    reportData: fault === 'wrong-report-data' ? filler(99, 64) : reportData,
    policy: GENOA_REPORT.policy | (fault === 'debug' ? DEBUG : 0n),
    measurement: fault === 'other-code' ? filler(98, 48) : GENOA_REPORT.measurement,
    hostData: fault === 'host-chosen' ? filler(97, 32) : GENOA_REPORT.hostData,
    ...(kind === 'vlek' ? { keyInfo: 1 << 2, chipId: new Uint8Array(64) } : {}),
  };
}

/** Dates around `now`, the same for all instants of one week, so that certificates can be cached. */
function datesFor(now: Instant, expired: boolean): { readonly from: string; readonly until: string } {
  const week = now - (now % (7 * DAY));
  const [from, until] = expired ? [week - 90 * DAY, week - 30 * DAY] : [week - 7 * DAY, week + 39 * DAY];
  return { from: toRfc3339(instant(from)), until: toRfc3339(instant(until)) };
}

/** Certificates and lists take some ten milliseconds of RSA each; equal requests get the same bytes. */
const kept = new Map<string, Uint8Array>();

function keep(id: string, make: () => Uint8Array): Uint8Array {
  const bytes = kept.get(id) ?? make();
  kept.set(id, bytes);
  return bytes;
}

function certificates(
  kind: Kind,
  amd: TestAmd,
  fields: ReportFields,
  { now, fault }: AttestRequest,
): { vek: Uint8Array; crl: Uint8Array } {
  const { from, until } = datesFor(now, fault === 'expired');
  const tcb = fields.reportedTcb;
  const id = [kind, fault === 'wrong-root' ? 'rogue' : 'own', toHex(tcb), from].join(' ');
  const subject = kind === 'vcek' ? { chipId: fields.chipId } : {};
  const revoked = fault === 'revoked' ? [kind === 'vcek' ? amd.ask.serial : amd.asvk.serial] : [];
  return {
    vek: keep(`vek ${id}`, () => issueVek(amd, { ...subject, tcb, notBefore: from, notAfter: until }).certificate),
    crl: keep(`crl ${id} ${String(revoked.length)}`, () => issueList(amd, { thisUpdate: from, nextUpdate: until, revoked })),
  };
}

/** The report, damaged after signing where the fault requires it. */
function evidenceFor(kind: Kind, fields: ReportFields, { fault }: AttestRequest): Uint8Array {
  const key = fault === 'wrong-key' ? p384Key('nobody') : vekKey(kind, fields.reportedTcb);
  const report = writeReport(fields, key);
  if (fault === 'tampered') return patched(report, MEASUREMENT_OFFSET, (report[MEASUREMENT_OFFSET] ?? 0) ^ 1);
  return fault === 'truncated' ? report.filter((_, index) => index < 1000) : report;
}

function attest(kind: Kind, request: AttestRequest): Attested {
  const amd = testAmd('Genoa', request.fault === 'wrong-root' ? 'rogue' : 'own');
  const fields = fieldsFor(kind, request);
  const { vek, crl } = certificates(kind, amd, fields, request);
  const report = evidenceFor(kind, fields, request);
  if (kind === 'vcek') {
    const text = toPem('CERTIFICATE', vek) + toPem('X509 CRL', crl);
    const bytes = new TextEncoder().encode(text);
    return {
      evidence: report,
      parameters: {},
      endorsements: [{ mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes }],
    };
  }
  const table = writeTable([
    { guid: TABLE_GUID.vlek, bytes: vek },
    { guid: TABLE_GUID.ask, bytes: amd.asvk.certificate },
    { guid: TABLE_GUID.ark, bytes: amd.ark.certificate },
    { guid: TABLE_GUID.crl, bytes: crl },
  ]);
  const evidence = request.fault === 'truncated' ? report : concat(report, table);
  return { evidence, parameters: {}, endorsements: [] };
}

const reference = { MEASUREMENT: toHex(GENOA_REPORT.measurement) };

/** A simulated Genoa guest whose reports the chip's VCEK signs; certificate and list in an endorsement document. */
export const snpVcek: Attester = {
  tee: 'snp',
  evidenceType: 'snp-report',
  faults: PROCESSOR_FAULTS,
  anchors: snpTestAnchors(),
  reference,
  attest: (request) => attest('vcek', request),
};

/** The same at a cloud provider: signed with a VLEK, chip hidden, certificate and list in an extended report's table. */
export const snpVlek: Attester = {
  ...snpVcek,
  evidenceType: 'snp-extended-report',
  attest: (request) => attest('vlek', request),
};
