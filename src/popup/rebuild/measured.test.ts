import { describe, expect, it } from 'vitest';
import { compared, isSame, readMeasured } from './measured.ts';

const A = 'ab'.repeat(32);
const B = 'cd'.repeat(48);

describe('the output of a build', () => {
  it.each([
    ['as the command prints it', `MRENCLAVE=${A}\n`],
    ['with a colon, in capitals', `mrenclave: ${A.toUpperCase()}`],
    ['with 0x', `MRENCLAVE = 0x${A}`],
    ['bare', `  ${A}  `],
    ['in groups', A.replace(/(.{8})/g, '$1 ')],
    ['among other lines', `built by a compiler\nadded 3 files\nMRENCLAVE=${A}\ndone`],
  ])('is read %s', (_, text) => {
    expect(readMeasured(text, ['MRENCLAVE'])).toEqual(new Map([['MRENCLAVE', A]]));
  });

  it('may name several registers', () => {
    const found = readMeasured(`RTMR1=${B}\nMRTD=${B}\nPCR0=${B}`, ['MRTD', 'RTMR1']);
    expect([...found.keys()].toSorted()).toEqual(['MRTD', 'RTMR1']);
  });

  it.each([['nothing'], [''], ['face added bad'], [`OTHER=${A}`]])('%j names none', (text) => {
    expect(readMeasured(text, ['MRENCLAVE']).size).toBe(0);
  });

  it('is bounded', () => {
    expect(readMeasured(`${'x'.repeat(20_000)}\n${A}`, ['MRENCLAVE']).size).toBe(0);
  });
});

describe('a build', () => {
  const registers = [
    { register: 'MRTD', value: B },
    { register: 'RTMR1', value: A },
  ];

  it('is the same code if every register is equal', () => {
    expect(
      isSame(
        compared(
          registers,
          new Map([
            ['MRTD', B],
            ['RTMR1', A],
          ]),
        ),
      ),
    ).toBe(true);
  });

  it.each([
    [
      'one differs',
      new Map([
        ['MRTD', B],
        ['RTMR1', B],
      ]),
    ],
    ['one was not named', new Map([['MRTD', B]])],
  ])('is not where %s', (_, built) => {
    expect(isSame(compared(registers, built))).toBe(false);
  });

  it('never equals nothing', () => {
    expect(isSame([])).toBe(false);
  });
});
