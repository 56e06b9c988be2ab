import { describe, expect, it } from 'vitest';
import { auditOf, saying, VENDORS_WORD } from '../../../../testing/screens/decisions.ts';
import { CLAIMS, result, UNKNOWN_CODE } from '../../../../testing/screens/results.ts';
import type { AttestationResult } from '../../../verifier/index.ts';
import { lexiconFor } from '../../words/load.ts';
import { LINKS, type LinkName } from '../../words/pages/chain.ts';
import { chainOf } from './links.ts';

const lexicon = await lexiconFor('sgx');
const chain = (made: AttestationResult, code = saying([], [], made.vouchedBy)) => chainOf(made, code, lexicon);
const statuses = (made: AttestationResult, code = saying([], [], made.vouchedBy)) =>
  Object.fromEntries(chain(made, code).map(({ name, status }) => [name, status])) as Record<LinkName, string>;

const BUILT = auditOf().build ?? expect.fail('a statement with a build');

describe('the chain', () => {
  it('goes from the chip to the reviewer', () => {
    expect(chain(result()).map(({ name }) => name)).toEqual([...LINKS]);
  });

  it('of code that the user accepted is shown at both ends, and names no source', () => {
    expect(statuses(result())).toEqual({
      chip: 'shown',
      evidence: 'shown',
      code: 'shown',
      source: 'unknown',
      build: 'unknown',
      review: 'shown',
    });
  });

  it('of unknown code still shows which code it is', () => {
    const { code, review } = statuses(result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] }));
    expect({ code, review }).toEqual({ code: 'shown', review: 'unknown' });
  });

  it.each([
    ['hardware', 'chip'],
    ['freshness', 'evidence'],
    ['channel', 'evidence'],
    ['configuration', 'code'],
  ] as const)('broken in its %s is broken at its %s, and reaches nothing after it', (aspect, name) => {
    const at = LINKS.indexOf(name);
    const links = chain(result([], { [aspect]: 'contraindicated' })).map(({ status }) => status);
    expect(links.slice(0, at)).toEqual(Array(at).fill('shown'));
    expect(links[at]).toBe('broken');
    expect(links.slice(at + 1)).toEqual(Array(LINKS.length - at - 1).fill('unreached'));
  });

  it('is broken at its code where that is not the expected code', () => {
    const differs = { check: 'reference.measurement', outcome: 'fail', facts: { because: 'differs' } } as const;
    const late = { check: 'reference.run-time', outcome: 'warn' } as const;
    expect(statuses(result([differs], { executables: 'contraindicated' })).code).toBe('broken');
    expect(statuses(result([late], { executables: 'warning' })).code).toBe('warning');
  });

  it('is not broken by a connection that could not be seen', () => {
    expect(statuses(result([], { channel: 'none' })).evidence).toBe('shown');
  });

  it('shows no code where nothing was proven', () => {
    expect(statuses(result([], {}, { claims: null })).code).toBe('unknown');
    expect(chain(result([], {}, { claims: null }))[2]?.bytes).toEqual([]);
  });

  it('has the checks of each aspect at one link', () => {
    const found = chain(result()).flatMap(({ findings }) => findings.map(({ check }) => check));
    expect(found.toSorted()).toEqual(
      result()
        .findings.map(({ check }) => check)
        .toSorted(),
    );
  });

  it('has the fingerprint as the bytes of its code, and not the key that signed it', () => {
    expect(chain(result())[2]?.bytes).toEqual(CLAIMS.measurements.slice(0, 1));
  });

  it('of code that one auditor reviewed and rebuilt is shown completely', () => {
    expect(Object.values(statuses(result(), saying([auditOf()])))).toEqual(LINKS.map(() => 'shown'));
  });

  it.each([
    ['a publisher’s word shows no source', [VENDORS_WORD], ['unknown', 'unknown', 'unknown']],
    ['a review alone shows no build', [auditOf({ properties: ['TEE_SOURCE_REVIEWED'] })], ['shown', 'unknown', 'shown']],
    ['a build alone shows no review', [auditOf({ properties: ['TEE_BUILD_REPRODUCED'] })], ['shown', 'shown', 'unknown']],
    ['a known weakness is a warning', [auditOf({ properties: ['TEE_KNOWN_VULNERABLE'] })], ['shown', 'unknown', 'warning']],
  ] as const)('%s', (_, statements, wanted) => {
    const { code, source, build, review } = statuses(result([UNKNOWN_CODE], { executables: 'none' }), saying(statements));
    expect([source, build, review]).toEqual(wanted);
    expect(code).toBe('shown');
  });

  it('of rejected code is broken at its reviewer, not at its fingerprint', () => {
    const made = (outcome: 'fail' | 'warn') =>
      result([{ check: 'reference.warnings', outcome, facts: { by: 'a list' } }], { executables: 'contraindicated' });
    const denied = saying([auditOf()], [{}]);
    expect(statuses(made('fail'), denied)).toMatchObject({ code: 'shown', build: 'shown', review: 'broken' });
    expect(statuses(made('warn'), denied)).toMatchObject({ code: 'shown', review: 'warning' });
  });

  it('is broken where the only build gave another measurement, and disputed where another gave this one', () => {
    const other = auditOf({
      digest: 'f0'.repeat(32),
      build: { ...BUILT, reproduced: { result: 'differs', at: null, host: null } },
    });
    expect(statuses(result(), saying([other]))).toMatchObject({ build: 'broken', review: 'unreached' });
    expect(statuses(result(), saying([auditOf(), other]))).toMatchObject({ build: 'warning' });
  });

  it('has no statement that does not count', () => {
    const code = saying([{ statement: auditOf(), notCounted: { because: 'expired' } }]);
    expect(chain(result(), code).flatMap(({ statements }) => statements)).toEqual([]);
    expect(statuses(result(), code)).toMatchObject({ source: 'unknown', build: 'unknown', review: 'unknown' });
  });
});
