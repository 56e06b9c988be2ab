import { describe, expect, it } from 'vitest';
import { guardReports, isLastStop } from './guard-report.ts';

const TAB = 1;
const ORIGIN = 'https://a.test';
const HELD = { kind: 'held', header: 'policy', epoch: null } as const;
/** What is kept, of documents and of series. */
const LIMIT = 64;

describe('what guards reported', () => {
  it('is kept by document, and is nothing for a document without an id', () => {
    const reports = guardReports();
    reports.note('D1', HELD);
    reports.note('D2', { kind: 'removed' });
    expect([reports.of('D1'), reports.of('D2'), reports.of('D3'), reports.of(null)]).toEqual([
      HELD,
      { kind: 'removed' },
      null,
      null,
    ]);
  });

  it('is forgotten of the oldest documents first, and of no others', () => {
    const reports = guardReports();
    for (let at = 0; at <= LIMIT; at += 1) reports.note(`D${String(at)}`, HELD);
    const known = Array.from({ length: LIMIT + 1 }, (_, at) => reports.of(`D${String(at)}`) !== null);
    expect(known).toEqual([false, ...Array<boolean>(LIMIT).fill(true)]);
  });
});

describe('documents that were stopped', () => {
  it('are a series if each follows within a minute of the one before', () => {
    const reports = guardReports();
    const stops = [0, 59_999, 119_998, 179_998].map((at) => reports.stopped(TAB, ORIGIN, at));
    expect(stops).toEqual([1, 2, 3, 1]);
  });

  it('are a series for each tab and each origin', () => {
    const reports = guardReports();
    reports.stopped(TAB, ORIGIN, 0);
    expect([
      reports.stopped(TAB + 1, ORIGIN, 0),
      reports.stopped(TAB, 'https://b.test', 0),
      reports.stopped(TAB, ORIGIN, 0),
    ]).toEqual([1, 1, 2]);
  });

  it('are no series when one came under its policy in between', () => {
    const reports = guardReports();
    reports.stopped(TAB, ORIGIN, 0);
    reports.stopped(TAB + 1, ORIGIN, 0);
    reports.held(TAB, ORIGIN);
    expect([reports.stopped(TAB, ORIGIN, 0), reports.stopped(TAB + 1, ORIGIN, 0)]).toEqual([1, 2]);
  });

  it('are forgotten where none was stopped for longest', () => {
    const reports = guardReports();
    for (let tab = 0; tab < LIMIT; tab += 1) reports.stopped(tab, ORIGIN, 0);
    reports.stopped(0, ORIGIN, 1);
    reports.stopped(LIMIT, ORIGIN, 1);
    expect([reports.stopped(0, ORIGIN, 2), reports.stopped(2, ORIGIN, 2), reports.stopped(1, ORIGIN, 2)]).toEqual([3, 2, 1]);
  });

  it('are loaded again twice, and not a third time', () => {
    expect([1, 2, 3, 4].map(isLastStop)).toEqual([false, false, true, true]);
  });
});
