import { equalBytes } from '../../bytes/equal.ts';
import { fromHex } from '../../bytes/hex.ts';
import { isZero, Reader } from '../../bytes/reader.ts';
import { toAscii } from '../../bytes/text.ts';
import { isSet, registersOf, type Claims, type Explained } from '../../claims.ts';
import type { PckPlatform } from '../../dcap/pck.ts';
import type { DstackFacts } from './dstack.ts';
import type { ExtendedReport, TdReport } from './td-report.ts';

type Registers = Pick<Claims, 'measurements' | 'hostChosen' | 'runTime' | 'explained'>;

/**
 * The registers of a TD, and those that its event log states. Host or owner set MRCONFIGID, MROWNER and MROWNERCONFIG when they
 * build it and bind service TDs; the initial TCB of a migrated TD is another machine's; none of that is measured into MRTD. RTMR3
 * is what the system extends after launch.
 */
export function tdRegisters(report: TdReport, platform: PckPlatform, facts: DstackFacts): Registers {
  const [rtmr0, rtmr1, rtmr2, rtmr3] = report.rtmrs;
  const none = new Uint8Array();
  const runTime = registersOf({ RTMR3: rtmr3 ?? none });
  const chosen = registersOf({
    MRCONFIGID: report.mrConfigId,
    MROWNER: report.mrOwner,
    MROWNERCONFIG: report.mrOwnerConfig,
    ...(report.extended && extendedRegisters(report.extended)),
  });
  return {
    measurements: [
      ...registersOf({ MRTD: report.mrTd, RTMR0: rtmr0 ?? none, RTMR1: rtmr1 ?? none, RTMR2: rtmr2 ?? none }),
      ...runTime,
      // Whether a service TD is bound is a separate question, `tdx.service-td`.
      ...registersOf({ MRSEAM: report.mrSeam, ...(report.current && { MRSERVICETD: report.current.mrServiceTd }) }),
      ...chosen,
      ...facts.registers,
    ],
    hostChosen: chosen.filter(isSet),
    // What MRCONFIGID is known to represent is loaded after launch, and is in RTMR3 only where the system measures it there.
    runTime: [...runTime, ...chosen.filter(({ register }) => facts.explained.some((one) => one.register === register))].filter(
      isSet,
    ),
    explained: [...facts.explained, ...(report.extended === undefined ? [] : builtHere(report.extended, report, platform))],
  };
}

function extendedRegisters(extended: ExtendedReport): Readonly<Record<string, Uint8Array>> {
  return {
    INITIAL_SERVICE_TD_HASH: extended.initialServiceTdHash,
    INITIAL_SERVICE_TD_ATTRIBUTES: extended.initialServiceTdAttributes,
    CURRENT_SERVICE_TD_HASH: extended.currentServiceTdHash,
    CURRENT_SERVICE_TD_ATTRIBUTES: extended.currentServiceTdAttributes,
    INITIAL_CPUSVN: extended.initialCpuSvn,
    INITIAL_TEE_TCB_SVN: extended.initialTeeTcbSvn,
    INITIAL_TEE_FMSPC: extended.initialTeeFmspc,
  };
}

/** An initial TCB that is this platform's own, which the other checks judge, adds nothing. */
function builtHere(
  { initialCpuSvn, initialTeeTcbSvn, initialTeeFmspc }: ExtendedReport,
  { teeTcbSvn }: TdReport,
  { cpuSvn, fmspc }: PckPlatform,
): readonly Explained[] {
  const own = {
    INITIAL_CPUSVN: equalBytes(initialCpuSvn, fromHex(cpuSvn, 'CPUSVN')),
    INITIAL_TEE_TCB_SVN: equalBytes(initialTeeTcbSvn, Uint8Array.from(teeTcbSvn)),
    INITIAL_TEE_FMSPC: isFmspc(initialTeeFmspc, fmspc),
  };
  return Object.entries(own).flatMap(([register, same]) => (same ? [{ register, as: [] }] : []));
}

/** Twelve bytes: no document says whether they are the six of the FMSPC and zeros, or its twelve digits. */
function isFmspc(bytes: Uint8Array, fmspc: string): boolean {
  const reader = new Reader(bytes, 'initial TEE FMSPC');
  const six = equalBytes(reader.bytes('FMSPC', 6), fromHex(fmspc, 'FMSPC')) && isZero(reader.rest('zeros'));
  return six || equalBytes(bytes, toAscii(fmspc, 'FMSPC')) || equalBytes(bytes, toAscii(fmspc.toUpperCase(), 'FMSPC'));
}
