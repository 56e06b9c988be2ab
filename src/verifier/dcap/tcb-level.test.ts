import { describe, expect, it } from 'vitest';
import { toAscii } from '../bytes/text.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { Malformed } from '../malformed.ts';
import { PLATFORM_STATUSES, readTcbStatus, readSvnLevels, svnLevel } from './tcb-level.ts';

const object = (value: object) => parseJsonObject(toAscii(JSON.stringify(value), 'test'), 'table', 10_000);
const level = (isvsvn: number, over: object = {}) => ({
  tcb: { isvsvn },
  tcbStatus: 'OutOfDate',
  tcbDate: '2024-03-13T00:00:00Z',
  ...over,
});
const levels = (...tcbLevels: readonly object[]) => readSvnLevels(object({ tcbLevels }));

/** Which field, and why, according to the error. */
function fault(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof Malformed ? `${error.field}: ${error.why}` : String(error);
  }
}

describe('the status of a level', () => {
  it('has a name, a date and advisories, of which there may be none', () => {
    const status = readTcbStatus(object(level(1)), PLATFORM_STATUSES);
    expect(status).toEqual({ status: 'OutOfDate', date: Date.UTC(2024, 2, 13), advisories: [] });
    expect(readTcbStatus(object(level(1, { advisoryIDs: ['INTEL-SA-1'] })), PLATFORM_STATUSES).advisories).toEqual([
      'INTEL-SA-1',
    ]);
  });

  it('is one of the statuses that its table may hold', () => {
    expect(fault(() => readTcbStatus(object(level(1, { tcbStatus: 'Fine' })), PLATFORM_STATUSES))).toBe(
      'table.tcbStatus: unknown status',
    );
    expect(fault(() => levels(level(1, { tcbStatus: 'SWHardeningNeeded' })))).toBe(
      'table.tcbLevels[0].tcbStatus: unknown status',
    );
  });

  it('has a date that exists', () => {
    expect(fault(() => readTcbStatus(object(level(1, { tcbDate: 'soon' })), PLATFORM_STATUSES))).toMatch(/^table\.tcbDate: /);
  });
});

describe('levels of an enclave', () => {
  it('come highest first, in whatever order the table has them', () => {
    const read = levels(level(2), level(9), level(4));
    expect(read.map(({ isvSvn }) => isvSvn)).toEqual([9, 4, 2]);
    expect(svnLevel(read, 5, 'tdx-module')?.isvSvn).toBe(4);
    expect(svnLevel(read, 4, 'tdx-module')?.isvSvn).toBe(4);
    expect(svnLevel(read, 1, 'tdx-module')).toBeUndefined();
  });

  it('are at least one', () => {
    expect(fault(() => levels())).toBe('table.tcbLevels: empty');
  });

  it('have SVNs of sixteen bits', () => {
    expect(levels(level(0xffff))[0]?.isvSvn).toBe(0xffff);
    expect(fault(() => levels(level(0x10000)))).toBe('table.tcbLevels[0].tcb.isvsvn: out of range');
  });
});
