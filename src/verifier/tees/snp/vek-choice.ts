import type { AmdProductLine } from '../../anchors/anchor.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import type { Endorsement } from '../../endorsement.ts';
import { Malformed } from '../../malformed.ts';
import type { Instant } from '../../time.ts';
import { readCertificate } from '../../x509/certificate.ts';
import { readRevocationList } from '../../x509/crl.ts';
import type { Wrapped } from './envelope.ts';
import { SIGNING_KEY } from './layout.ts';
import { answers, listsOf, needOfReport, needOfVek, type SnpNeed, type VekNeed } from './needs.ts';
import type { Report } from './report.ts';
import { readVek, type VekKind } from './vek.ts';

/** A report whose certificate is looked for. */
export type Sought = {
  readonly wrapped: Wrapped;
  /** From the report's CPUID; undefined in version 2, which does not say. */
  readonly line: AmdProductLine | undefined;
  /** What the caller takes it for; as hostile as the evidence, and only used to ask for something. */
  readonly hint: AmdProductLine | undefined;
};

/** Which kind of key the report says signed it; undefined when it says none or an unknown one. */
export function signingKind({ key: { signing } }: Report): VekKind | undefined {
  return signing === SIGNING_KEY.vcek ? 'vcek' : signing === SIGNING_KEY.vlek ? 'vlek' : undefined;
}

/**
 * The certificate to verify under: one that says it was made for this chip and TCB, from the evidence or from those
 * given, and of several one that has not expired. Failing that, the one inside the evidence all the same: a report that
 * brings another key's certificate contradicts itself, where a certificate from elsewhere that does not fit is only not
 * the one that was asked for.
 */
export function certificateFor(sought: Sought, given: readonly Endorsement[], now: Instant): Uint8Array | undefined {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return undefined;
  const [first, ...others] = fitting(sought, kind, given);
  const chosen =
    others.length === 0 ? first : ([first, ...others].find((one) => one !== undefined && isCurrent(one, now)) ?? first);
  return chosen?.bytes ?? sought.wrapped.certificates[kind];
}

/** What is still to be asked of AMD: the certificate and the revocation list, unless those that fit are there. */
export function missing(sought: Sought, given: readonly Endorsement[], now: Instant | undefined): readonly SnpNeed[] {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return [];
  const found = fitting(sought, kind, given).find((one) => now === undefined || isCurrent(one, now));
  const line = sought.line ?? found?.line ?? sought.hint ?? likelyLine(sought.wrapped.report);
  const { asked, offered } = listsOf(given, line);
  const list = [...asked, ...offered].some((bytes) => now === undefined || isCurrentList(bytes, now));
  return [
    ...(found === undefined ? [needOfReport(sought.wrapped.report, kind, line)] : []),
    ...(list ? [] : [{ kind: 'snp.crl', line } as const]),
  ];
}

type Fitting = { readonly bytes: Uint8Array; readonly line: AmdProductLine };

const LINES: readonly AmdProductLine[] = ['Milan', 'Genoa', 'Turin'];

/** The certificates that say they are this report's, the one inside the evidence first. */
function fitting({ wrapped, line }: Sought, kind: VekKind, given: readonly Endorsement[]): readonly Fitting[] {
  const inline = wrapped.certificates[kind];
  const label = inline === undefined ? undefined : labelOf(inline);
  const offered = [...(inline === undefined || label === undefined ? [] : [{ need: label, bytes: inline }]), ...given];
  const wanted = (line === undefined ? LINES : [line]).map((one) => needOfReport(wrapped.report, kind, one));
  return offered.flatMap(({ need, bytes }) => {
    const match = wanted.find((one) => answers(need, one));
    return match === undefined ? [] : [{ bytes, line: match.line }];
  });
}

/** What `read` gives, or undefined for bytes that it cannot read: whatever is wrong with them is told when they are used. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function labelOf(bytes: Uint8Array): VekNeed | undefined {
  const vek = readable(() => readVek(bytes));
  return vek === undefined ? undefined : needOfVek(vek);
}

function isCurrent({ bytes }: Fitting, now: Instant): boolean {
  const certificate = readable(() => readCertificate(bytes, 'VEK'));
  return certificate !== undefined && now <= certificate.notAfter;
}

function isCurrentList(bytes: Uint8Array, now: Instant): boolean {
  const list = readable(() => readRevocationList(bytes, 'CRL'));
  return list?.nextUpdate !== undefined && now <= list.nextUpdate;
}

/** Version 2 is of Milan's time; Turin's chip identity is eight bytes and zeros. Only decides what is asked for first. */
function likelyLine({ chipId }: Report): AmdProductLine {
  const reader = new Reader(chipId, 'CHIP_ID');
  return !isZero(reader.bytes('identity', 8)) && isZero(reader.rest('rest')) ? 'Turin' : 'Milan';
}
