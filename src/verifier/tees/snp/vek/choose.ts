import type { AmdProductLine } from '../../../anchors/anchor.ts';
import { isZero, Reader } from '../../../bytes/reader.ts';
import type { SuppliedEndorsement } from '../../../endorsement.ts';
import { unlessMalformed } from '../../../malformed.ts';
import type { Instant } from '../../../time.ts';
import type { Wrapped } from '../envelope.ts';
import { SIGNING_KEY } from '../layout.ts';
import { answers, listsOf, needOfReport, needOfVek, type SnpNeed, type VekNeed } from '../needs.ts';
import type { Report } from '../report.ts';
import { listIn } from '../revocation.ts';
import { readVek, readVekCertificate, type VekKind } from './certificate.ts';

/** A report whose certificate is to be found. */
export type Sought = {
  readonly wrapped: Wrapped;
  /** From the report's CPUID; undefined in version 2, which does not state it. */
  readonly line: AmdProductLine | undefined;
  /** The caller's hint; as hostile as the evidence, and only used to make requests. */
  readonly hint: AmdProductLine | undefined;
};

/** Which kind of key signed, according to the report; undefined when it names none or an unknown one. */
export function signingKind({ key: { signing } }: Report): VekKind | undefined {
  return signing === SIGNING_KEY.vcek ? 'vcek' : signing === SIGNING_KEY.vlek ? 'vlek' : undefined;
}

/** A certificate under which the report may verify, and who supplied it. */
export type VekCandidate = Pick<SuppliedEndorsement, 'bytes' | 'from'>;

/** More certificates than there are suppliers; each costs a signature. */
const MAX_CANDIDATES = 4;

/**
 * The certificates to try, best first: those that claim to be for this chip and TCB, from the evidence or supplied, unexpired
 * ones first. If there is none, the one inside the evidence anyway, so that its fault can be reported.
 */
export function candidatesFor(sought: Sought, supplied: readonly SuppliedEndorsement[], now: Instant): readonly VekCandidate[] {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return [];
  const found = fitting(sought, kind, supplied);
  const current = found.filter((one) => isCurrent(one, now));
  const candidates = [...current, ...found.filter((one) => !current.includes(one))];
  const inline = sought.wrapped.certificates[kind];
  if (candidates.length > 0 || inline === undefined) return candidates.slice(0, MAX_CANDIDATES);
  return [{ bytes: inline, from: 'evidence' }];
}

/** The product line whose certificate and list are requested. */
const lineAsked = (sought: Sought, found: Fitting | undefined): AmdProductLine =>
  sought.line ?? found?.line ?? sought.hint ?? likelyLine(sought.wrapped.report);

/** Everything that the report rests on: its key's certificate, and the line's list. */
export function needs(sought: Sought, supplied: readonly SuppliedEndorsement[]): readonly SnpNeed[] {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return [];
  const line = lineAsked(sought, fitting(sought, kind, supplied)[0]);
  return [needOfReport(sought.wrapped.report, kind, line), { kind: 'snp.crl', line }];
}

/**
 * What still has to be requested from AMD: the certificate and the list, unless matching ones were supplied and are current at
 * `now`.
 */
export function missing(sought: Sought, supplied: readonly SuppliedEndorsement[], now: Instant): readonly SnpNeed[] {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return [];
  const found = fitting(sought, kind, supplied).find((one) => isCurrent(one, now));
  const line = lineAsked(sought, found);
  const list = listsOf(supplied, line).some(({ bytes }) => isCurrentList(bytes, now));
  return [
    ...(found === undefined ? [needOfReport(sought.wrapped.report, kind, line)] : []),
    ...(list ? [] : [{ kind: 'snp.crl', line } as const]),
  ];
}

type Fitting = VekCandidate & { readonly line: AmdProductLine };

const LINES: readonly AmdProductLine[] = ['Milan', 'Genoa', 'Turin'];

/** The certificates that claim to be this report's, the one inside the evidence first. */
function fitting({ wrapped, line }: Sought, kind: VekKind, supplied: readonly SuppliedEndorsement[]): readonly Fitting[] {
  const inline = wrapped.certificates[kind];
  const label = inline === undefined ? undefined : labelOf(inline);
  const inside = inline === undefined || label === undefined ? [] : [{ need: label, bytes: inline, from: 'evidence' as const }];
  // Requested ones are tried before what a site sent along, so that many bad ones cannot keep a good one from its turn.
  const offered = [...inside, ...supplied.toSorted((a, b) => Number(a.from === 'site') - Number(b.from === 'site'))];
  const wanted = (line === undefined ? LINES : [line]).map((one) => needOfReport(wrapped.report, kind, one));
  return offered.flatMap(({ need, bytes, from }) => {
    const match = wanted.find((one) => answers(need, one));
    return match === undefined ? [] : [{ bytes, from, line: match.line }];
  });
}

/** The result of `read`, or undefined for unreadable bytes: their fault is reported when they are used. */
function readable<T>(read: () => T): T | undefined {
  return unlessMalformed(() => read(), undefined);
}

function labelOf(bytes: Uint8Array): VekNeed | undefined {
  const vek = readable(() => readVek(bytes));
  return vek === undefined ? undefined : needOfVek(vek);
}

function isCurrent({ bytes }: Fitting, now: Instant): boolean {
  const certificate = readable(() => readVekCertificate(bytes));
  return certificate !== undefined && now <= certificate.notAfter;
}

function isCurrentList(bytes: Uint8Array, now: Instant): boolean {
  const list = listIn(bytes);
  return list.at === 'read' && list.value.nextUpdate !== undefined && now <= list.value.nextUpdate;
}

/**
 * Version 2 dates from Milan's time; Turin's chip identity is eight bytes and zeros. This only decides what is requested first.
 */
function likelyLine({ chipId }: Report): AmdProductLine {
  const reader = new Reader(chipId, 'CHIP_ID');
  return !isZero(reader.bytes('identity', 8)) && isZero(reader.rest('rest')) ? 'Turin' : 'Milan';
}
