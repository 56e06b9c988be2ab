import type { TcbPart, TcbStatus } from '../claims.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import { parseRfc3339, type Instant } from '../time.ts';

/** What a level of any of Intel's tables says about platforms that reach it. */
export type TcbStatusAt<S extends TcbStatus = TcbStatus> = {
  readonly status: S;
  /** `tcbDate`: the date of the requirements that the level represents. */
  readonly date: Instant;
  readonly advisories: readonly string[];
  /** What keeps it at a status that asks for updates; absent if nothing does. */
  readonly behind?: readonly TcbPart[];
};

/** PCS API v4, "Enclave TCB info": the seven statuses of a platform level, from best to worst. */
export const PLATFORM_STATUSES = [
  'UpToDate',
  'SWHardeningNeeded',
  'ConfigurationNeeded',
  'ConfigurationAndSWHardeningNeeded',
  'OutOfDate',
  'OutOfDateConfigurationNeeded',
  'Revoked',
] as const satisfies readonly TcbStatus[];

/** A `tcbStatus` of TCB info, in Intel's words. */
export type PlatformStatus = (typeof PLATFORM_STATUSES)[number];

/** The three statuses of a quoting enclave or TDX module level; Intel's library refuses others. */
export const ENCLAVE_STATUSES = ['UpToDate', 'OutOfDate', 'Revoked'] as const satisfies readonly TcbStatus[];

/** A `tcbStatus` of the quoting enclave’s identity. */
export type EnclaveStatus = (typeof ENCLAVE_STATUSES)[number];

/** `tcbStatus`, `tcbDate`, `advisoryIDs` of a level. @throws Malformed for an unknown status */
export function readTcbStatus<S extends TcbStatus>(level: JsonObject, statuses: readonly S[]): TcbStatusAt<S> {
  const word = level.string('tcbStatus');
  const status = statuses.find((one) => one === word);
  if (status === undefined) throw new Unsupported(`${level.path}.tcbStatus`, 'unknown status');
  const date = parseRfc3339(level.string('tcbDate'), `${level.path}.tcbDate`);
  return { status, date, advisories: level.has('advisoryIDs') ? level.array('advisoryIDs').strings() : [] };
}

/** A level of a quoting enclave or TDX module: reached by an ISV SVN at least this high. */
export type SvnLevel = TcbStatusAt<EnclaveStatus> & { readonly isvSvn: number };

/** `tcbLevels` of an enclave identity or TDX module identity, highest first. @throws Malformed */
export function readSvnLevels(identity: JsonObject): readonly SvnLevel[] {
  const levels = identity
    .array('tcbLevels')
    .objects()
    .map((level) => {
      const isvSvn = level.object('tcb').natural('isvsvn');
      if (isvSvn > 0xffff) throw new Malformed(`${level.path}.tcb.isvsvn`, 'out of range');
      return { ...readTcbStatus(level, ENCLAVE_STATUSES), isvSvn };
    });
  if (levels.length === 0) throw new Malformed(`${identity.path}.tcbLevels`, 'empty');
  const sorted = levels.toSorted((a, b) => b.isvSvn - a.isvSvn);
  refuseTwins(sorted, ({ isvSvn }, other) => isvSvn === other.isvSvn, `${identity.path}.tcbLevels`);
  return sorted;
}

/**
 * With two levels of equal SVNs, the order in the file would decide which status counts: refused in every Intel table. @param
 * sorted equal ones are adjacent @throws Malformed
 */
export function refuseTwins<L>(sorted: readonly L[], equal: (a: L, b: L) => boolean, field: string): void {
  const twins = sorted.some((level, at) => at > 0 && equal(level, sorted[at - 1] ?? level));
  if (twins) throw new Malformed(field, 'two equal levels');
}

/** The highest level that this SVN of a part reaches; undefined if it is below all of them. */
export function svnLevel(levels: readonly SvnLevel[], isvSvn: number, part: TcbPart): SvnLevel | undefined {
  const level = levels.find((one) => isvSvn >= one.isvSvn);
  return level === undefined || level.status === 'UpToDate' ? level : { ...level, behind: [part] };
}
