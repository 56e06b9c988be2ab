import { Reader } from '../../bytes/reader.ts';
import type { QuoteBody } from '../../dcap/quote.ts';

/**
 * The TD report inside a quote ("Intel TDX DCAP: Quote Generation Library and Quote Verification Library", A.3.2 for 1.0 and
 * A.3.3 for 1.5; the extended 1.5 body of TD partitioning and preserving after Intel's QVL, `QuoteStructures.h`).
 */
export type TdReport = {
  readonly teeTcbSvn: readonly number[];
  readonly mrSeam: Uint8Array;
  readonly mrSignerSeam: Uint8Array;
  readonly seamAttributes: Uint8Array;
  readonly tdAttributes: Uint8Array;
  readonly xfam: Uint8Array;
  readonly mrTd: Uint8Array;
  readonly mrConfigId: Uint8Array;
  readonly mrOwner: Uint8Array;
  readonly mrOwnerConfig: Uint8Array;
  readonly rtmrs: readonly Uint8Array[];
  readonly reportData: Uint8Array;
  /** From 1.5 on: the current TCB (`teeTcbSvn` is that of the launch), and the service TD bound to this one. */
  readonly current: { readonly teeTcbSvn: readonly number[]; readonly mrServiceTd: Uint8Array } | undefined;
  readonly extended: ExtendedReport | undefined;
};

/** What a preserved or partitioned TD adds. The service TDs act for it; the initial TCB is the one under which it was built. */
export type ExtendedReport = {
  readonly vmId: Uint8Array;
  readonly tdId: Uint8Array;
  readonly deviceInfo: Uint8Array;
  readonly initialServiceTdHash: Uint8Array;
  readonly initialServiceTdAttributes: Uint8Array;
  readonly initialCpuSvn: Uint8Array;
  readonly initialTeeTcbSvn: Uint8Array;
  readonly initialTeeFmspc: Uint8Array;
  readonly currentServiceTdHash: Uint8Array;
  readonly currentServiceTdAttributes: Uint8Array;
};

/** 237 bytes, in this order. */
function readExtended(reader: Reader): ExtendedReport {
  return {
    vmId: reader.bytes('VM ID', 1),
    tdId: reader.bytes('TD ID', 32),
    deviceInfo: reader.bytes('device info', 48),
    initialServiceTdHash: reader.bytes('initial service TD hash', 48),
    initialServiceTdAttributes: reader.bytes('initial service TD attributes', 8),
    initialCpuSvn: reader.bytes('initial CPUSVN', 16),
    initialTeeTcbSvn: reader.bytes('initial TEE TCB SVN', 16),
    initialTeeFmspc: reader.bytes('initial TEE FMSPC', 12),
    currentServiceTdHash: reader.bytes('current service TD hash', 48),
    currentServiceTdAttributes: reader.bytes('current service TD attributes', 8),
  };
}

/** Every field of the extended body that says which service TD is, or was at first, bound to this one. */
export function serviceTdFields({ extended }: TdReport): readonly Uint8Array[] {
  return extended === undefined
    ? []
    : [
        extended.currentServiceTdHash,
        extended.currentServiceTdAttributes,
        extended.initialServiceTdHash,
        extended.initialServiceTdAttributes,
      ];
}

/** @throws Malformed */
export function readTdReport({ kind, bytes }: QuoteBody): TdReport {
  const reader = new Reader(bytes, 'TD report');
  const report = {
    teeTcbSvn: [...reader.bytes('TEE_TCB_SVN', 16)],
    mrSeam: reader.bytes('MRSEAM', 48),
    mrSignerSeam: reader.bytes('MRSIGNERSEAM', 48),
    seamAttributes: reader.bytes('SEAMATTRIBUTES', 8),
    tdAttributes: reader.bytes('TDATTRIBUTES', 8),
    xfam: reader.bytes('XFAM', 8),
    mrTd: reader.bytes('MRTD', 48),
    mrConfigId: reader.bytes('MRCONFIGID', 48),
    mrOwner: reader.bytes('MROWNER', 48),
    mrOwnerConfig: reader.bytes('MROWNERCONFIG', 48),
    rtmrs: [0, 1, 2, 3].map((index) => reader.bytes(`RTMR${String(index)}`, 48)),
    reportData: reader.bytes('REPORTDATA', 64),
  };
  const current =
    kind === 'td-report-1.0'
      ? undefined
      : { teeTcbSvn: [...reader.bytes('TEE_TCB_SVN_2', 16)], mrServiceTd: reader.bytes('MRSERVICETD', 48) };
  const extended = kind === 'td-report-1.5-ex' ? readExtended(reader) : undefined;
  reader.end();
  return { ...report, current, extended };
}
