import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { octetString } from '../testing/der-writer.ts';
import { appraiseIntelCase } from '../testing/intel/appraised.ts';
import { pckLeaf, PLATFORM, sgxEntries, sgxEntry, sgxExtension } from '../testing/intel/pki.ts';

describe('the SGX extension', () => {
  const unreadable = async (entries: readonly Uint8Array[]): Promise<boolean> => {
    const { findings } = await appraiseIntelCase({
      authorities: (known) => ({ ...known, pck: pckLeaf(known.ca, PLATFORM, { extensions: [sgxExtension(entries)] }) }),
    });
    return findings.some(({ check, outcome }) => check === 'evidence.well-formed' && outcome === 'fail');
  };
  const entries = sgxEntries(PLATFORM);

  it.each([0, 1, 2, 3, 4, 5, 6])('cannot be read without entry %i', async (missing) => {
    expect(await unreadable(entries.filter((_, at) => at !== missing))).toBe(true);
  });

  it('cannot be read with an entry twice, in another order, or of another size', async () => {
    const [ppid, tcb, ...others] = entries;
    if (ppid === undefined || tcb === undefined) throw new Error('no entries');
    expect(await unreadable([...entries, ppid])).toBe(true);
    expect(await unreadable([tcb, ppid, ...others])).toBe(true);
    expect(await unreadable([sgxEntry('1', octetString(new Uint8Array(15))), tcb, ...others])).toBe(true);
  });

  /** Where the bytes of an arc below Intel's own stand: one, or two within the TCB. */
  const arcs = entries.flatMap((bytes, at) =>
    [...toHex(bytes).matchAll(/2a864886f84d010d01/g)].map((found) => [at, found.index / 2 + 9]),
  );

  it('has seven entries and, in the second, eighteen more; in the last, three', () => {
    expect(arcs).toHaveLength(7 + 18 + 3);
  });

  it.each(arcs)('cannot be read when an entry has another name: entry %i, at byte %i', async (at = 0, offset = 0) => {
    const renamed = entries.map((bytes, index) => bytes.map((byte, place) => (index === at && place === offset ? 0x63 : byte)));
    expect(await unreadable(renamed)).toBe(true);
  });

  it('cannot be read with an SVN over 255 or a negative one', async () => {
    expect(
      await unreadable(sgxEntries({ ...PLATFORM, components: PLATFORM.components.map((svn, at) => (at === 3 ? 256 : svn)) })),
    ).toBe(true);
    expect(await unreadable(sgxEntries({ ...PLATFORM, pceSvn: 0x10000 }))).toBe(true);
  });

  it('cannot be missing', async () => {
    const { findings } = await appraiseIntelCase({
      authorities: (known) => ({ ...known, pck: pckLeaf(known.ca, PLATFORM, { extensions: [] }) }),
    });
    expect(findings).toContainEqual(expect.objectContaining({ check: 'evidence.well-formed', outcome: 'fail' }));
  });

  it('is read with five entries, as the Processor CA issues it, and with SVNs of 255 and a PCESVN over 255', async () => {
    const platform = { components: PLATFORM.components.map(() => 255), pceSvn: 300, multiPackage: false };
    const result = await appraiseIntelCase({ platform });
    expect(result.claims?.tcb.status).toBe('UpToDate');
    expect(result.claims?.details).toMatchObject({ PCESVN: 300, FMSPC: PLATFORM.fmspc });
  });
});
