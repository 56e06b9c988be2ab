import { toHex } from '../../bytes/hex.ts';
import { isZero } from '../../bytes/reader.ts';
import type { Authentic } from '../../dcap/authenticate.ts';
import { svnLevel, type TcbStatusAt } from '../../dcap/tcb-level.ts';
import { converge, joined, launchAndCurrent, platformLevel } from '../../dcap/tcb-status.ts';
import type { PlatformStatus } from '../../dcap/tcb-level.ts';
import type { TcbInfo } from '../../dcap/tcb-info.ts';
import type { TdReport } from './td-report.ts';

/** The TDX module's version and ISV SVN are bytes 1 and 0 of a TEE TCB SVN. */
const moduleOf = (teeTcbSvn: readonly number[]): { readonly version: number; readonly isvSvn: number } => ({
  version: teeTcbSvn[1] ?? 0,
  isvSvn: teeTcbSvn[0] ?? 0,
});

/** Why a TDX module is not one that Intel lists: none of that version, a newer one, or a field that differs. */
export type ModuleMismatch = 'unknown-module' | 'newer-than-table' | 'MRSIGNERSEAM' | 'SEAMATTRIBUTES';

/**
 * Is the TDX module one of Intel's? (PCS API v4, "Get TCB Info", tdxModule and tdxModuleIdentities.) By its version: 0 is
 * `tdxModule`, others have their own identity. The attributes are compared completely, as Intel's library does: the mask would
 * let a module with masked-out bits pass. A module with a version must have none at all. `newer-than-table` is a module with a
 * version above all those in the table, otherwise like Intel's: a table made before a module proves nothing against it. One below
 * is `unknown-module`: Intel lists what it still vouches for.
 */
export function moduleMismatch(report: TdReport, info: TcbInfo): ModuleMismatch | undefined {
  const { version } = moduleOf(report.teeTcbSvn);
  const identity = version === 0 ? info.module : info.modules.get(version);
  if (identity === undefined) {
    const isAbove = [...info.modules.keys()].every((known) => version > known);
    const looksIntels = isZero(report.mrSignerSeam) && isZero(report.seamAttributes);
    return isAbove && looksIntels ? 'newer-than-table' : 'unknown-module';
  }
  if (toHex(report.mrSignerSeam) !== identity.mrSigner) return 'MRSIGNERSEAM';
  if (version > 0 && !isZero(report.seamAttributes)) return 'SEAMATTRIBUTES';
  return toHex(report.seamAttributes) === identity.attributes ? undefined : 'SEAMATTRIBUTES';
}

/**
 * Step 10. Platform, quoting enclave and module converged, for the TCB at launch and, from TD report 1.5 on, for the current one.
 * Undefined when one of them reaches no level.
 */
export function statusOf(authentic: Authentic, report: TdReport, qeIsvSvn: number): TcbStatusAt | undefined {
  const launch = statusWith(authentic, report.teeTcbSvn, qeIsvSvn);
  if (launch === undefined || report.current === undefined) return launch;
  const current = statusWith(authentic, report.current.teeTcbSvn, qeIsvSvn);
  return current && joined(launchAndCurrent(launch.status, current.status), [launch, current]);
}

function statusWith(
  { tcbInfo, qeIdentity, platform }: Authentic,
  teeTcbSvn: readonly number[],
  qeIsvSvn: number,
): TcbStatusAt<PlatformStatus> | undefined {
  const level = tcbInfo && platformLevel(tcbInfo, platform, teeTcbSvn);
  const qe = qeIdentity && svnLevel(qeIdentity.levels, qeIsvSvn, 'quoting-enclave');
  if (tcbInfo === undefined || level === undefined || qe === undefined) return undefined;
  const { version, isvSvn } = moduleOf(teeTcbSvn);
  if (version === 0) return joined(converge(level.status, [qe.status]), [level, qe]);
  const module = svnLevel(tcbInfo.modules.get(version)?.levels ?? [], isvSvn, 'tdx-module');
  return module && joined(converge(level.status, [qe.status, module.status]), [level, qe, module]);
}
