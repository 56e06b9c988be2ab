// Covers: currency.ts, needs.ts
import { describe, expect, it } from 'vitest';
import { open } from '../open.ts';
import { suppliedBy, type Endorsement } from '../endorsement.ts';
import { ORDINARY_POLICY } from '../tees.ts';
import { makeCase, midnight, type CaseRequest } from '../testing/intel/case.ts';
import { dcapEvidence, endorsementsFor, failures, appraiseIntelCase, NOW } from '../testing/intel/appraised.ts';
import { pckLeaf, PLATFORM, tcbSigner } from '../testing/intel/pki.ts';
import { appraiseCase } from '../testing/appraise-case.ts';

const PAST = { issueDate: midnight(NOW, -60), nextUpdate: midnight(NOW, -30) };
const PAST_LIST = { thisUpdate: midnight(NOW, -60), nextUpdate: midnight(NOW, -30) };
const policy = ORDINARY_POLICY;

const STALE: readonly (readonly [string, Omit<CaseRequest, 'now'>, string, string])[] = [
  ['TCB info', { tcbInfo: PAST }, 'dcap.tcb-info.current', 'dcap.tcb-info'],
  ['a QE identity', { qeIdentity: PAST }, 'dcap.qe-identity.current', 'dcap.qe-identity'],
  ['a root CRL', { rootCrl: PAST_LIST }, 'dcap.root-crl.current', 'dcap.root-crl'],
  ['a PCK CRL', { pckCrl: PAST_LIST }, 'dcap.pck-crl.current', 'dcap.pck-crl'],
];

describe.each(STALE)('%s outside its dates', (_, request, check, kind) => {
  const good = makeCase({ now: NOW });
  const stale = makeCase({ now: NOW, ...request });
  const opening = open(dcapEvidence(good.evidence));
  if (opening.at !== 'opened') throw new Error(opening.why);
  const missing = (supplied: readonly Endorsement[], now: typeof NOW) =>
    opening.opened.missing(suppliedBy('site', supplied), now).map((need) => need.kind);

  it('is grey as shipped: nothing is proven against the platform', async () => {
    const result = await appraiseIntelCase(request, { policy });
    expect(failures(result)[check]).toBe('unknown expired');
    expect(Object.values(result.vector)).not.toContain('contraindicated');
    expect(result.vector.hardware === 'affirming' && result.vector.freshness === 'affirming').toBe(false);
  });

  it('counts as missing, so that a fresh one is asked for', () => {
    expect(missing(endorsementsFor(good), NOW)).toEqual([]);
    expect(missing(endorsementsFor(stale), NOW)).toEqual([kind]);
  });

  it('gives way to a fresh one, in whatever order they are given', async () => {
    const lists = [endorsementsFor(stale), endorsementsFor(good)];
    for (const endorsements of [lists.flat(), lists.toReversed().flat()]) {
      expect(missing(endorsements, NOW)).toEqual([]);
      const result = await appraiseCase({ evidence: dcapEvidence(good.evidence), endorsements, anchors: good.anchors, now: NOW });
      expect(failures(result)).toEqual({});
    }
  });
});

describe('a certificate outside its dates', () => {
  const later = { notBefore: '2026-11-26T00:00:00Z' };

  it('of Intel’s that is not valid yet shows a clock that is behind', async () => {
    const result = await appraiseIntelCase(
      { authorities: (known) => ({ ...known, pck: pckLeaf(known.ca, PLATFORM, later) }) },
      { policy },
    );
    expect(failures(result)['dcap.pck-chain.root']).toBe('unknown not-yet-valid');
    expect(result.vector.hardware).toBe('none');
    expect(result.claims).toBeNull();
  });

  it('of the platform that has expired is refused all the same', async () => {
    const past = { notAfter: '2026-11-25T00:00:00Z' };
    const result = await appraiseIntelCase(
      { authorities: (known) => ({ ...known, pck: pckLeaf(known.ca, PLATFORM, past) }) },
      { policy },
    );
    expect(failures(result)['dcap.pck-chain.root']).toBe('fail expired');
  });

  it('of the signer of documents makes them stale', async () => {
    const signer = { notAfter: '2026-11-25T00:00:00Z' };
    const result = await appraiseIntelCase(
      { authorities: (known) => ({ ...known, signer: tcbSigner(known.root, signer) }) },
      { policy },
    );
    expect(failures(result)['dcap.tcb-info.signing-chain']).toBe('unknown expired');
    expect(Object.values(result.vector)).not.toContain('contraindicated');
  });
});
