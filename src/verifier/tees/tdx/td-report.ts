import { Reader } from '../../bytes/reader.ts';
import type { QuoteBody } from '../../dcap/quote.ts';

/**
 * The TD report as it stands in a quote ("Intel TDX DCAP: Quote Generation Library and Quote Verification Library", A.3.2
 * for 1.0 and A.3.3 for 1.5; the extended 1.5 body of TD partitioning and preserving after Intel's QVL, `QuoteStructures.h`).
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
  /** From 1.5 on: the TCB of now (`teeTcbSvn` is that of the launch), and the service TD bound to this one. */
  readonly current: { readonly teeTcbSvn: readonly number[]; readonly mrServiceTd: Uint8Array } | undefined;
  /** The extended body: what a preserved or partitioned TD adds, as it stands. */
  readonly extended: Readonly<Record<string, Uint8Array>> | undefined;
};

/** Names and sizes of the extended part, in its order. */
const EXTENDED: readonly (readonly [string, number])[] = [
  ['VM ID', 1],
  ['TD ID', 32],
  ['device info', 48],
  ['initial service TD hash', 48],
  ['initial service TD attributes', 8],
  ['initial CPUSVN', 16],
  ['initial TEE TCB SVN', 16],
  ['initial TEE FMSPC', 12],
  ['current service TD hash', 48],
  ['current service TD attributes', 8],
];

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
  const extended =
    kind === 'td-report-1.5-ex'
      ? Object.fromEntries(EXTENDED.map(([name, size]) => [name, reader.bytes(name, size)]))
      : undefined;
  reader.end();
  return { ...report, current, extended };
}
