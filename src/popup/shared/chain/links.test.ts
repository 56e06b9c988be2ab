import { describe, expect, it } from 'vitest';
import { CLAIMS, result, UNKNOWN_CODE } from '../../../../testing/screens/results.ts';
import type { AttestationResult } from '../../../verifier/index.ts';
import { lexiconFor } from '../../words/load.ts';
import { LINKS, type LinkName } from '../../words/pages/chain.ts';
import { chainOf } from './links.ts';

const lexicon = await lexiconFor('sgx');
const statuses = (made: AttestationResult) =>
  Object.fromEntries(chainOf(made, lexicon).map(({ name, status }) => [name, status])) as Record<LinkName, string>;

describe('the chain', () => {
  it('goes from the chip to the reviewer', () => {
    expect(chainOf(result(), lexicon).map(({ name }) => name)).toEqual([...LINKS]);
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
    ['executables', 'code'],
  ] as const)('broken in its %s is broken at its %s, and reaches nothing after it', (aspect, name) => {
    const at = LINKS.indexOf(name);
    const links = chainOf(result([], { [aspect]: 'contraindicated' }), lexicon).map(({ status }) => status);
    expect(links.slice(0, at)).toEqual(Array(at).fill('shown'));
    expect(links[at]).toBe('broken');
    expect(links.slice(at + 1)).toEqual(Array(LINKS.length - at - 1).fill('unreached'));
  });

  it('is not broken by a connection that could not be seen', () => {
    expect(statuses(result([], { channel: 'none' })).evidence).toBe('shown');
  });

  it('shows no code where nothing was proven', () => {
    expect(statuses(result([], {}, { claims: null })).code).toBe('unknown');
    expect(chainOf(result([], {}, { claims: null }), lexicon)[2]?.bytes).toEqual([]);
  });

  it('has the checks of each aspect at one link', () => {
    const found = chainOf(result(), lexicon).flatMap(({ findings }) => findings.map(({ check }) => check));
    expect(found.toSorted()).toEqual(
      result()
        .findings.map(({ check }) => check)
        .toSorted(),
    );
  });

  it('has the fingerprint as the bytes of its code, and not the key that signed it', () => {
    expect(chainOf(result(), lexicon)[2]?.bytes).toEqual(CLAIMS.measurements.slice(0, 1));
  });
});
