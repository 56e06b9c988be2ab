import { TCB_PARTS, type TcbPart, type TcbStatus } from '../claims.ts';
import { earlier } from '../time.ts';
import type { PckPlatform } from './pck.ts';
import type { TcbInfo, TcbLevel } from './tcb-info.ts';
import { PLATFORM_STATUSES, type EnclaveStatus, type PlatformStatus, type TcbStatusAt } from './tcb-level.ts';

/**
 * The highest level that the platform reaches (PCS API v4, "TCB level matching"): every SGX component and PCESVN of the PCK
 * certificate at least as high and, for TDX, every component of the quote's TEE TCB SVN.
 *
 * @param teeTcbSvn TDX: the quote's 16 bytes. Bytes 0 and 1 are the module's SVN and version; if there is a version, the
 * module's own levels cover them and they are ignored here.
 */
export function platformLevel(
  info: Pick<TcbInfo, 'levels'>,
  platform: Pick<PckPlatform, 'components' | 'pceSvn'>,
  teeTcbSvn: readonly number[] | undefined,
): TcbLevel | undefined {
  const short = (level: TcbLevel): readonly TcbPart[] => partsShortOf(level, platform, teeTcbSvn);
  const reached = info.levels.find((level) => short(level).length === 0);
  if (reached === undefined || !asksForUpdates(reached.status)) return reached;
  // Levels are ordered highest first: the lowest for which Intel requires no update is the easiest to reach.
  const wanted = info.levels.findLast(({ status }) => !asksForUpdates(status));
  return { ...reached, behind: wanted === undefined ? [] : short(wanted) };
}

const asksForUpdates = (status: TcbStatus): boolean => isOutOfDate(status) || status === 'Revoked';

/** Which parts of the platform fall short of this level. */
function partsShortOf(
  level: TcbLevel,
  { components, pceSvn }: Pick<PckPlatform, 'components' | 'pceSvn'>,
  teeTcbSvn: readonly number[] | undefined,
): readonly TcbPart[] {
  const first = (teeTcbSvn?.[1] ?? 0) > 0 ? 2 : 0;
  const tdxReaches = teeTcbSvn === undefined || reaches(teeTcbSvn.slice(first), level.tdxComponents.slice(first));
  return [
    ...(reaches(components, level.components) ? [] : (['sgx-components'] as const)),
    ...(pceSvn >= level.pceSvn ? [] : (['pcesvn'] as const)),
    ...(tdxReaches ? [] : (['tdx-components'] as const)),
  ];
}

function reaches(found: readonly number[], least: readonly number[]): boolean {
  return found.length === least.length && found.every((svn, at) => svn >= (least[at] ?? Number.POSITIVE_INFINITY));
}

/**
 * Platform, quoting enclave and TDX module in one status (Intel QVL, `TcbLevelChecks`/`convergeTcbStatus`): revoked if any is; an
 * outdated enclave or module makes an otherwise current platform outdated, keeping its need for configuration; otherwise the
 * platform's own.
 */
export function converge(platform: PlatformStatus, others: readonly EnclaveStatus[]): PlatformStatus {
  if (platform === 'Revoked' || others.includes('Revoked')) return 'Revoked';
  if (!others.includes('OutOfDate')) return platform;
  switch (platform) {
    case 'UpToDate':
    case 'SWHardeningNeeded':
    case 'OutOfDate':
      return 'OutOfDate';
    case 'ConfigurationNeeded':
    case 'ConfigurationAndSWHardeningNeeded':
    case 'OutOfDateConfigurationNeeded':
      return 'OutOfDateConfigurationNeeded';
  }
}

const isOutOfDate = (status: TcbStatus): boolean => status === 'OutOfDate' || status === 'OutOfDateConfigurationNeeded';
const wantsConfiguration = (status: TcbStatus): boolean => status.includes('Configuration');

/**
 * A TD knows the TCB that it was launched with and the current TCB (TD report 1.5). If it was launched outdated on a platform
 * that has since been patched: relaunch advised. Otherwise the worse of the two: Intel's library returns only the launch status,
 * and so reports UpToDate for a TD whose platform has become outdated or revoked since.
 */
export function launchAndCurrent(launch: PlatformStatus, current: PlatformStatus): TcbStatus {
  const patched = current !== 'Revoked' && !isOutOfDate(current);
  if (isOutOfDate(launch) && patched) {
    return wantsConfiguration(launch) || wantsConfiguration(current)
      ? 'TdRelaunchAdvisedConfigurationNeeded'
      : 'TdRelaunchAdvised';
  }
  return PLATFORM_STATUSES.indexOf(launch) > PLATFORM_STATUSES.indexOf(current) ? launch : current;
}

/** One status for many: this status, the earliest date, every advisory once in order of names, and every part that is behind. */
export function joined<S extends TcbStatus>(status: S, statuses: readonly [TcbStatusAt, ...TcbStatusAt[]]): TcbStatusAt<S> {
  const [first, ...others] = statuses;
  const behind = TCB_PARTS.filter((part) => statuses.some((status) => status.behind?.includes(part)));
  return {
    status,
    date: others.reduce((date, status) => earlier(date, status.date), first.date),
    advisories: [...new Set(statuses.flatMap(({ advisories }) => advisories))].sort(),
    ...(behind.length === 0 ? {} : { behind }),
  };
}
