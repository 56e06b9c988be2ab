import type { AppraisalPolicy } from '../../verifier/index.ts';
import type { Expected, Family, Word } from './family.ts';
import { hex, hexBytes, items, members, oneOf } from './value.ts';

const DEBUG = ['accept', 'warn', 'refuse'] as const;

/** One value, or a list of acceptable ones. */
export function values({ value, path }: Word): readonly string[] {
  return typeof value === 'string' ? [hex({ value, path })] : items({ value, path }).map(hex);
}

/** The fields with the same meaning for every family. A family's own field of the same name takes precedence. */
export const every: Pick<Family, 'policy' | 'expected'> = {
  policy: {
    debug: (word: Word, policy: AppraisalPolicy): AppraisalPolicy => ({
      ...policy,
      common: { ...policy.common, debug: oneOf(word, DEBUG) },
    }),
  },
  expected: {
    reportData: (word: Word): Partial<Expected> => ({ reportData: hexBytes(word) }),
    nonce: (word: Word): Partial<Expected> => ({ nonce: hexBytes(word) }),
    /** Any register, by its name in `claims.measurements`. */
    registers: (word: Word): Partial<Expected> => ({
      registers: Object.fromEntries(members(word).map((member) => [member.name, values(member)])),
    }),
  },
};
