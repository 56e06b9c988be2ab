import { toHex } from '../../bytes/hex.ts';
import type { Claims, TcbStatusClaim } from '../../claims.ts';
import { platformDetails } from '../../dcap/claims.ts';
import type { Authentic } from '../../dcap/authenticate.ts';
import type { TdAttributes } from './attributes.ts';
import { shownEvents } from './dstack.ts';
import type { TdxEvent } from './event-log.ts';
import { tdRegisters } from './registers.ts';
import type { TdReport } from './td-report.ts';

/** An authenticated TD report, normalised. @param events those of an event log that replays to the registers */
export function claimsOf(
  report: TdReport,
  attributes: TdAttributes,
  { platform, quote }: Authentic,
  tcb: TcbStatusClaim,
  events: readonly TdxEvent[],
): Claims {
  return {
    ...tdRegisters(report, platform, events),
    reportData: toHex(report.reportData),
    nonce: null,
    debug: attributes.underDebug,
    tcb,
    madeAt: null,
    details: {
      MRSIGNERSEAM: toHex(report.mrSignerSeam),
      SEAMATTRIBUTES: toHex(report.seamAttributes),
      TDATTRIBUTES: toHex(report.tdAttributes),
      XFAM: toHex(report.xfam),
      SEPT_VE_DISABLE: attributes.septVeDisable,
      ICSSD: attributes.icssd,
      PERFMON: attributes.perfmon,
      TEE_TCB_SVN: report.teeTcbSvn.join(' '),
      ...(report.current && { TEE_TCB_SVN_2: report.current.teeTcbSvn.join(' ') }),
      ...(report.extended && {
        'VM ID': toHex(report.extended.vmId),
        'TD ID': toHex(report.extended.tdId),
        'device info': toHex(report.extended.deviceInfo),
      }),
      ...platformDetails(platform, quote),
      ...shownEvents(events),
    },
  };
}
