import type { AmdProductLine } from '../../anchors/anchor.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import type { Endorsement } from '../../endorsement.ts';
import { Malformed } from '../../malformed.ts';
import type { Wrapped } from './envelope.ts';
import { SIGNING_KEY } from './layout.ts';
import { answers, listsOf, needOfReport, needOfVek, type SnpNeed, type VekNeed } from './needs.ts';
import type { Report } from './report.ts';
import { readVek, type Vek, type VekKind } from './vek.ts';

/** A report whose certificate is looked for. */
export type Sought = {
  readonly wrapped: Wrapped;
  /** From the report's CPUID; undefined in version 2, which does not say. */
  readonly line: AmdProductLine | undefined;
  /** What the caller takes it for; as hostile as the evidence, and only used to ask for something. */
  readonly hint: AmdProductLine | undefined;
};

/** Which kind of key the report says signed it; undefined when it says none or an unknown one. */
export function signingKind({ signingKey }: Report): VekKind | undefined {
  return signingKey === SIGNING_KEY.vcek ? 'vcek' : signingKey === SIGNING_KEY.vlek ? 'vlek' : undefined;
}

/**
 * The certificate to verify under: one that says it was made for this chip and TCB, from the evidence or from those
 * given. Failing that, the one inside the evidence all the same: a report that brings another key's certificate
 * contradicts itself, where a certificate from elsewhere that does not fit is only not the one that was asked for.
 */
export function certificateFor(sought: Sought, given: readonly Endorsement[]): Uint8Array | undefined {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return undefined;
  return fitting(sought, kind, given)?.bytes ?? sought.wrapped.certificates[kind];
}

/** What is still to be asked of AMD: the certificate, unless one that fits is there, and the revocation list. */
export function missing(sought: Sought, given: readonly Endorsement[]): readonly SnpNeed[] {
  const kind = signingKind(sought.wrapped.report);
  if (kind === undefined) return [];
  const found = fitting(sought, kind, given);
  const line = sought.line ?? found?.line ?? sought.hint ?? likelyLine(sought.wrapped.report);
  return [
    ...(found === undefined ? [needOfReport(sought.wrapped.report, kind, line)] : []),
    ...(listsOf(given, line).length > 0 ? [] : [{ kind: 'snp.crl', line } as const]),
  ];
}

type Fitting = { readonly bytes: Uint8Array; readonly line: AmdProductLine };

const LINES: readonly AmdProductLine[] = ['Milan', 'Genoa', 'Turin'];

function fitting({ wrapped, line }: Sought, kind: VekKind, given: readonly Endorsement[]): Fitting | undefined {
  const inline = wrapped.certificates[kind];
  const label = inline === undefined ? undefined : labelOf(inline);
  const offered = [...(inline === undefined || label === undefined ? [] : [{ need: label, bytes: inline }]), ...given];
  const wanted = (line === undefined ? LINES : [line]).map((one) => needOfReport(wrapped.report, kind, one));
  for (const { need, bytes } of offered) {
    const match = wanted.find((one) => answers(need, one));
    if (match !== undefined) return { bytes, line: match.line };
  }
  return undefined;
}

function labelOf(bytes: Uint8Array): VekNeed | undefined {
  let vek: Vek;
  try {
    vek = readVek(bytes);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
  return needOfVek(vek);
}

/** Version 2 is of Milan's time; Turin's chip identity is eight bytes and zeros. Only decides what is asked for first. */
function likelyLine({ chipId }: Report): AmdProductLine {
  const reader = new Reader(chipId, 'CHIP_ID');
  return !isZero(reader.bytes('identity', 8)) && isZero(reader.rest('rest')) ? 'Turin' : 'Milan';
}
