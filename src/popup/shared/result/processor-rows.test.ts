import { describe, expect, it } from 'vitest';
import type { Claims, Giver } from '../../../verifier/index.ts';
import { GIVER_WORDS } from '../../words/givers.ts';
import { processorRows } from './processor-rows.ts';

const rowsOf = ({ tcb = {}, debug = false }: { tcb?: Partial<Claims['tcb']>; debug?: Claims['debug'] }) =>
  Object.fromEntries(processorRows({ tcb: { advisories: [], ...tcb }, debug, details: {} }));

describe('the rows about the processor', () => {
  it('say who supplied the patch table, and that the site chose the one it sent', () => {
    expect(rowsOf({ tcb: { tableFrom: 'site' } })['Patch table from']).toBe('the site, which chose to send this one');
    const givers = Object.keys(GIVER_WORDS) as Giver[];
    const words = givers.map((tableFrom) => rowsOf({ tcb: { tableFrom } })['Patch table from']);
    expect(words).toEqual(Object.values(GIVER_WORDS));
    expect(new Set(words).size).toBe(givers.length);
  });

  it('say the number of the table, so that two readers can compare theirs', () => {
    expect(rowsOf({ tcb: { evaluationDataNumber: 20 } })['Evaluation data number']).toBe('20');
  });

  it('say nothing about what the hardware did not report, except whether it can be debugged', () => {
    expect(rowsOf({})).toEqual({ Debugging: 'off' });
    expect(rowsOf({ debug: true })).toEqual({ Debugging: 'on' });
    expect(rowsOf({ debug: null })).toEqual({ Debugging: 'not stated' });
  });
});
