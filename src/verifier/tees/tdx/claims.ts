import { toHex } from '../../bytes/hex.ts';
import type { Claims, TcbStanding } from '../../claims.ts';
import { chosen, platformDetails } from '../../dcap/claims.ts';
import type { PckPlatform } from '../../dcap/pck.ts';
import type { TdAttributes } from './attributes.ts';
import type { TdxEvent } from './event-log.ts';
import type { TdReport } from './td-report.ts';

/** An authenticated TD report, normalised. @param events those of the event log whose text is what was measured */
export function claimsOf(
  report: TdReport,
  attributes: TdAttributes,
  platform: PckPlatform,
  tcb: TcbStanding,
  events: readonly TdxEvent[],
): Claims {
  return {
    measurements: [
      { register: 'MRTD', value: toHex(report.mrTd) },
      ...report.rtmrs.map((value, index) => ({ register: `RTMR${String(index)}`, value: toHex(value) })),
      { register: 'MRSEAM', value: toHex(report.mrSeam) },
    ],
    // Set by the host or the TD's owner when the TD is built; none of them is measured into MRTD.
    hostChosen: chosen({ MRCONFIGID: report.mrConfigId, MROWNER: report.mrOwner, MROWNERCONFIG: report.mrOwnerConfig }),
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
      PERFMON: attributes.perfmon,
      TEE_TCB_SVN: report.teeTcbSvn.join(' '),
      ...(report.current && {
        TEE_TCB_SVN_2: report.current.teeTcbSvn.join(' '),
        MRSERVICETD: toHex(report.current.mrServiceTd),
      }),
      ...(report.extended && Object.fromEntries(Object.entries(report.extended).map(([name, bytes]) => [name, toHex(bytes)]))),
      ...platformDetails(platform),
      ...Object.fromEntries(
        events.map(({ register, name, payload }) => [`RTMR${String(register)} event ${name}`, toHex(payload)]),
      ),
    },
  };
}
