import { toHex } from '../../bytes/hex.ts';
import type { Claims, TcbStatusClaim } from '../../claims.ts';
import { platformDetails } from '../../dcap/claims.ts';
import type { Authentic } from '../../dcap/authenticate.ts';
import type { TdAttributes } from './attributes.ts';
import { shownEvents, type DstackFacts } from './dstack.ts';
import type { TdxEvent } from './event-log.ts';
import { tdRegisters } from './registers.ts';
import type { TdReport } from './td-report.ts';

/** An authenticated TD report, normalised, with the events of a log that replays to the registers, and what they say. */
export function claimsOf(
  report: TdReport,
  attributes: TdAttributes,
  { platform, quote }: Authentic,
  tcb: TcbStatusClaim,
  { events, facts }: { readonly events: readonly TdxEvent[]; readonly facts: DstackFacts },
): Claims {
  return {
    ...tdRegisters(report, platform, facts),
    ...(facts.application === undefined ? {} : { application: facts.application }),
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
