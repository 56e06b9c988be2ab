import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { makeCase, usualAuthorities } from '../testing/intel/case.ts';
import { failures, NOW } from '../testing/intel/appraised.ts';
import { pckCa, pckLeaf, PLATFORM } from '../testing/intel/pki.ts';
import { appraiseCase } from '../testing/appraise-case.ts';
import { readCollateralDocument } from './collateral-document.ts';

const text = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
/** The good document's members; a plain object, because tests change them. */
function document(request: object = {}): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(new TextDecoder().decode(makeCase({ now: NOW, ...request }).collateral));
  return Object.fromEntries(Object.entries(parsed ?? {}));
}
const needs = (value: unknown) => readCollateralDocument(text(value)).map(({ need }) => need);

describe('a collateral document', () => {
  it('is split into endorsements, each labelled by its content', () => {
    expect(needs(document())).toEqual([
      { kind: 'dcap.tcb-info', tee: 'sgx', fmspc: PLATFORM.fmspc },
      { kind: 'dcap.qe-identity', tee: 'sgx' },
      { kind: 'dcap.pck-crl', ca: 'platform' },
      { kind: 'dcap.root-crl' },
    ]);
    expect(needs(document({ tee: 'tdx', version: 4 }))).toContainEqual({
      kind: 'dcap.tcb-info',
      tee: 'tdx',
      fmspc: PLATFORM.fmspc,
    });
  });

  it('knows which CA’s list it holds', () => {
    const { root } = usualAuthorities();
    const ca = pckCa(root, 'Processor');
    const request = { authorities: (known: object) => ({ ...known, ca, pck: pckLeaf(ca) }) };
    expect(needs(document(request))).toContainEqual({ kind: 'dcap.pck-crl', ca: 'processor' });
  });

  it('suffices to appraise the quote that it accompanies', async () => {
    const { evidence, collateral, anchors } = makeCase({ now: NOW });
    const endorsements = readCollateralDocument(collateral);
    const result = await appraiseCase({
      evidence: { type: 'dcap-quote', bytes: evidence, parameters: {} },
      endorsements,
      anchors,
      now: NOW,
    });
    expect(failures(result)).toEqual({});
  });

  it('about another platform answers nothing, so that Intel can still be asked', async () => {
    const { evidence, anchors } = makeCase({ now: NOW });
    const other = makeCase({ now: NOW, tcbInfo: { fmspc: '00906ED50000' } });
    const endorsements = readCollateralDocument(other.collateral);
    const result = await appraiseCase({
      evidence: { type: 'dcap-quote', bytes: evidence, parameters: {} },
      endorsements,
      anchors,
      now: NOW,
    });
    expect(failures(result)['dcap.tcb-info.signature']).toBe('unknown missing');
    expect(result.vector.hardware).toBe('none');
  });

  it('yields no endorsement for a missing member', () => {
    expect(needs({})).toEqual([]);
  });

  it('labels unreadable members as answering nothing', () => {
    expect(needs({ ...document(), tcb_info: '', pck_crl: '' })).toEqual(
      expect.arrayContaining([
        { kind: 'dcap.unreadable', of: 'dcap.tcb-info' },
        { kind: 'dcap.unreadable', of: 'dcap.pck-crl' },
      ]),
    );
  });

  it.each([
    ['no JSON', '<html>'],
    ['a list', []],
    ['of other types', { ...document(), tcb_info: 7 }],
    ['with odd hex', { ...document(), pck_crl: 'xyz' }],
    ['with numbers that are no bytes', { ...document(), pck_crl: [256] }],
    ['with a member twice', '{"tcb_info":"","tcb_info":""}'],
    ['too large', `"${'a'.repeat(5 * 1024 * 1024)}"`],
  ])('that is %s cannot be read', (_, value) => {
    expect(() => needs(value)).toThrow(Malformed);
  });
});
