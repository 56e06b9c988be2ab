import { describe, expect, it } from 'vitest';
import { advisoryGroups } from './tcb.ts';

describe('advisories', () => {
  const about = (
    status: Parameters<typeof advisoryGroups>[0]['status'],
    ...advisories: string[]
  ): readonly (readonly [string, string])[] =>
    advisoryGroups({ ...(status === undefined ? {} : { status }), advisories }).map(({ about: statement, ids }) => [
      statement,
      ids.join(),
    ]);

  it('of a platform that is up to date are not weaknesses', () => {
    expect(about('UpToDate', 'INTEL-DOC-10000', 'INTEL-SA-00615')).toEqual([
      ['What the manufacturer names for it, for information:', 'INTEL-DOC-10000,INTEL-SA-00615'],
    ]);
  });

  it('of another platform are, unless the id is not a security advisory’s', () => {
    const groups = about('OutOfDate', 'INTEL-DOC-10000', 'INTEL-SA-00615');
    expect(groups.map(([, ids]) => ids)).toEqual(['INTEL-SA-00615', 'INTEL-DOC-10000']);
    expect(groups[0]?.[0]).toMatch(/weaknesses/);
    expect(groups[1]?.[0]).not.toMatch(/weaknesses/);
  });

  it('of AMD are bulletins that were not addressed', () => {
    expect(about(undefined, 'AMD-SB-3019')[0]?.[0]).toMatch(/weaknesses/);
  });

  it('have no heading if there are none', () => {
    expect(about('OutOfDate')).toEqual([]);
  });
});
